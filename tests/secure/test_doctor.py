"""`rematch doctor --prod` against servers that are as they should be, and against each fault that it looks for."""

import os
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from rematch_common.contracts.access import user_of
from rematch_devstack.doctor import Check
from rematch_devstack.postgres import SUPERUSER
from rematch_devstack.roles import OWNER, role_of
from rematch_devstack.security.acls import ALLOW, LITERAL, READ, TOPIC, Binding
from rematch_devstack.security.granting import grant, take_back
from rematch_devstack.security.prod import Deployment, checks
from tests.pages import page
from tests.secure.certificates import write
from tests.secure.conftest import logged_in
from tests.secure.kafka import ADMIN, SecureKafka
from tests.secure.postgres import SecurePostgres
from tests.secure.qdrant import StandIn, running_qdrant

pytestmark = [pytest.mark.stack, pytest.mark.asyncio(loop_scope="module")]
# The embedded cluster is one broker, and other programs of this machine are not this test's.
ELSEWHERE = {"Kafka's copies", "Command lines"}
KEY, PATTERN = "of-qdrant", b64encode(b"k" * 32).decode()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def qdrant(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StandIn]:
    async with running_qdrant(tmp_path_factory.mktemp("qdrant")) as running:
        running.key = KEY
        yield running


@pytest.fixture
def environment(
    kafka: SecureKafka, database: SecurePostgres, qdrant: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Of a deployment as it should be."""
    logged_in(monkeypatch, kafka, ADMIN)
    write(tmp_path / "sealing", b64encode(os.urandom(32)).decode())
    write(tmp_path / "qdrant", KEY)
    return {
        **kafka.environment(ADMIN),
        "REMATCH_DATABASE_URL_FILE": str(database.file(role_of("match"))),
        "REMATCH_MIGRATIONS_URL_FILE": str(database.file(OWNER)),
        "REMATCH_SEALING_KEY_FILE": str(tmp_path / "sealing"),
        "REMATCH_QDRANT_URL": qdrant.url,
        "REMATCH_QDRANT_API_KEY_FILE": str(tmp_path / "qdrant"),
        "REMATCH_QDRANT_CA_FILE": str(qdrant.authority.ca),
    }


async def found(environment: Mapping[str, str], data_dir: Path) -> dict[str, Check]:
    deployment = Deployment(environment["REMATCH_KAFKA_BOOTSTRAP"], environment, data_dir)
    return {check.name: check for check in await checks(deployment)}


async def wrong(environment: Mapping[str, str], data_dir: Path) -> dict[str, str]:
    """What is wrong, and that something is told to do about it."""
    faults = {name: check for name, check in (await found(environment, data_dir)).items() if not check.ok}
    assert all(check.remedy for check in faults.values())
    return {name: check.detail for name, check in faults.items() if name not in ELSEWHERE}


async def test_nothing_is_wrong_where_nothing_is(environment: dict[str, str], tmp_path: Path) -> None:
    told = await found(environment, tmp_path)
    assert {name: check.detail for name, check in told.items() if not check.ok and name not in ELSEWHERE} == {}
    assert len(told) == 19
    assert "1 of 3 copies" in told["Kafka's copies"].detail


async def test_a_user_who_may_more_and_one_who_may_less(
    environment: dict[str, str], kafka: SecureKafka, tmp_path: Path
) -> None:
    beyond = Binding(TOPIC, "candidate-profiles", LITERAL, f"User:{user_of('scraper')}", "*", READ, ALLOW)
    missing = Binding(TOPIC, "raw-jobs", LITERAL, f"User:{user_of('dedup')}", "*", READ, ALLOW)
    async with kafka.administrator() as admin:
        await grant(admin, (beyond,))
        await take_back(admin, (missing,))
        try:
            told = await wrong(environment, tmp_path)
        finally:
            await take_back(admin, (beyond,))
            await grant(admin, (missing,))
    assert list(told) == ["Kafka's access control"]
    assert "rematch-scraper may read the topic candidate-profiles" in told["Kafka's access control"]
    assert "missing: rematch-dedup may read the topic raw-jobs" in told["Kafka's access control"]


async def test_everybody_may_not_do_what_nobody_was_granted(
    environment: dict[str, str], kafka: SecureKafka, tmp_path: Path
) -> None:
    everybody = Binding(TOPIC, "matches", LITERAL, "User:*", "*", READ, ALLOW)
    async with kafka.administrator() as admin:
        await grant(admin, (everybody,))
        try:
            told = await wrong(environment, tmp_path)
        finally:
            await take_back(admin, (everybody,))
    assert "* may read the topic matches" in told["Kafka's access control"]


async def test_who_can_not_log_in_is_told_why(
    environment: dict[str, str], kafka: SecureKafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "wrong", "not the password")
    monkeypatch.setenv("REMATCH_KAFKA_PASSWORD_FILE", str(tmp_path / "wrong"))
    told = await wrong(environment, tmp_path)
    assert "Authentication failed" in told["Kafka login"]


async def test_who_is_no_administrator_is_told_what_can_not_be_seen(
    environment: dict[str, str], kafka: SecureKafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged_in(monkeypatch, kafka, user_of("embed"))
    told = await wrong(environment, tmp_path)
    assert {"Kafka listeners", "Kafka users", "Kafka's access control"} <= set(told), told


async def test_a_role_that_owns_something_or_sees_anothers_schema(
    environment: dict[str, str], database: SecurePostgres, tmp_path: Path
) -> None:
    connection = await asyncpg.connect(database.server.url(SUPERUSER))
    await connection.execute("CREATE TABLE match.mine (a int); ALTER TABLE match.mine OWNER TO rematch_match")
    await connection.execute("GRANT USAGE ON SCHEMA ingest TO rematch_embed; GRANT rematch_owner TO rematch_dedup")
    await connection.execute("ALTER ROLE rematch_notify CREATEDB")
    try:
        told = await wrong(environment, tmp_path)
    finally:
        await connection.execute("DROP TABLE match.mine; REVOKE USAGE ON SCHEMA ingest FROM rematch_embed")
        await connection.execute("REVOKE rematch_owner FROM rematch_dedup; ALTER ROLE rematch_notify NOCREATEDB")
        await connection.close()
    (told_of_roles,) = told.values()
    assert "rematch_notify may more than log in" in told_of_roles
    assert "rematch_match owns table match.mine" in told_of_roles
    assert "rematch_dedup is a member of rematch_owner" in told_of_roles
    assert "4 more" in told_of_roles, "a member of the owner sees the schemas of all services, and not that of audits"


@pytest.mark.parametrize(
    ("changes", "name", "word"),
    [
        ({"REMATCH_QDRANT_API_KEY_FILE": "", "REMATCH_QDRANT_API_KEY": "guessed"}, "Qdrant's key", "401 to ours"),
        ({"REMATCH_QDRANT_CA_FILE": ""}, "Qdrant's key", "certificate verify failed"),
        ({"REMATCH_SEALING_KEY_FILE": ""}, "Sealing key", "none is set"),
        ({"REMATCH_SEALING_KEY_FILE": "", "REMATCH_SEALING_KEY": PATTERN}, "Sealing key", "pattern"),
        ({"REMATCH_SEALING_KEY_FILE": "", "REMATCH_SEALING_KEY": "short"}, "Sealing key", "32 bytes"),
        ({"REMATCH_CONSOLE_OPEN": "true"}, "Console", "REMATCH_CONSOLE_OPEN"),
        ({"REMATCH_CONSOLE_URL": "http://127.0.0.1:1"}, "Console", "does not answer"),
        ({"REMATCH_WEBHOOKS_INSECURE": "true"}, "Webhooks", "without TLS"),
        ({"REMATCH_SMTP_PASSWORD_FILE": "/nowhere"}, "Files of secrets", "/nowhere"),
        ({"REMATCH_ADMIN_URL": "postgresql://admin:secret@db/rematch"}, "PostgreSQL encrypted", "sslmode=unset"),
    ],
)
async def test_each_fault_is_told_and_no_other(
    environment: dict[str, str], tmp_path: Path, changes: dict[str, str], name: str, word: str
) -> None:
    told = await wrong({key: value for key, value in {**environment, **changes}.items() if value}, tmp_path)
    assert list(told) == [name]
    assert word in told[name]


async def test_an_address_that_can_not_be_read_is_told_twice(environment: dict[str, str], tmp_path: Path) -> None:
    told = await wrong({**environment, "REMATCH_DATABASE_URL_FILE": "/nowhere"}, tmp_path)
    assert list(told) == ["PostgreSQL", "Files of secrets"]


async def test_a_server_of_vectors_that_answers_anybody(
    environment: dict[str, str], qdrant: StandIn, tmp_path: Path
) -> None:
    qdrant.key = ""
    try:
        told = await wrong(environment, tmp_path)
    finally:
        qdrant.key = KEY
    assert told == {"Qdrant's key": "it answers 200 to who has no key"}


async def test_a_sealing_key_that_a_run_of_this_machine_made_is_the_demos(
    environment: dict[str, str], tmp_path: Path
) -> None:
    write(tmp_path / "sealing.key", (tmp_path / "sealing").read_text())
    assert list(await wrong(environment, tmp_path)) == ["Sealing key"]


async def test_a_console_that_is_told_of_is_asked_itself(environment: dict[str, str], tmp_path: Path) -> None:
    asleep = (await found(environment, tmp_path))["Console"]
    assert asleep.ok and "not asked itself: REMATCH_CONSOLE_URL" in asleep.detail
    async with page(401) as url:
        awake = (await found({**environment, "REMATCH_CONSOLE_URL": url}, tmp_path))["Console"]
    assert (awake.ok, awake.detail) == (True, "it asks for a key")
    async with page(200) as url:
        told = await wrong({**environment, "REMATCH_CONSOLE_URL": url}, tmp_path)
    assert told == {"Console": f"{url} shows dead letters without a key"}
