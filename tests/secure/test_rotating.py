"""A secret that was changed in its file is taken up without a restart and without loss."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

import rematch_dedup
from rematch_common.contracts import RAW_JOBS
from rematch_common.contracts.access import user_of
from rematch_common.database import Database
from rematch_common.errors import DependencyAway
from rematch_common.kafka import KafkaPublisher, TopicFollower
from rematch_common.migrate import Migrations
from rematch_common.records import Outgoing, Record
from rematch_common.secret import secret
from rematch_devstack.roles import OWNER, role_of
from rematch_devstack.waiting import until
from tests.secure.certificates import Authority, kept, remove, write
from tests.secure.conftest import REAUTHENTICATED, logged_in
from tests.secure.kafka import SecureKafka
from tests.secure.postgres import SecurePostgres

pytestmark = [pytest.mark.stack, pytest.mark.asyncio(loop_scope="module")]
ROLE = role_of("dedup")
PATIENCE = 60.0


@asynccontextmanager
async def publishing(bootstrap: str) -> AsyncIterator[KafkaPublisher]:
    publisher = KafkaPublisher(bootstrap, "test")
    await publisher.start()
    try:
        yield publisher
    finally:
        await publisher.stop()


async def sent(publisher: KafkaPublisher, key: bytes) -> None:
    """As a service does: again, where Kafka was away for a moment."""

    async def delivered() -> bool:
        try:
            await publisher.publish([Outgoing(RAW_JOBS.name, key, b"{}", ())])
        except DependencyAway:
            return False
        return True

    async with asyncio.timeout(PATIENCE):
        await until(delivered)


async def test_kafka_is_logged_in_to_with_the_new_password(kafka: SecureKafka, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broker asks again after three seconds: who then knows the old password alone is cut off for good."""
    keys = [f"{uuid4()}".encode() for _ in range(3)]
    heard: list[bytes] = []

    async def see(records: Sequence[Record]) -> None:
        heard.extend(record.key for record in records if record.key in keys and record.key)

    logged_in(monkeypatch, kafka, user_of("dedup"))
    follower = TopicFollower(kafka.bootstrap, RAW_JOBS.name, see)
    following = asyncio.ensure_future(follower.run())
    await asyncio.wait_for(follower.caught_up.wait(), PATIENCE)
    logged_in(monkeypatch, kafka, user_of("ingest"))
    async with publishing(kafka.bootstrap) as publisher:
        await sent(publisher, keys[0])
        for user in (user_of("ingest"), user_of("dedup")):
            await kafka.give_password(user)
        # Not waited for to synchronise: it is the time after which the broker cuts off what has not logged in anew.
        await asyncio.sleep(int(REAUTHENTICATED) / 1000)
        for key in keys[1:]:
            await sent(publisher, key)

        async def all_heard() -> bool:
            assert not following.done(), following.exception()
            return set(heard) == set(keys)

        async with asyncio.timeout(PATIENCE):
            await until(all_heard)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


@pytest.fixture
def address(database: SecurePostgres) -> Path:
    return database.file(ROLE)


async def answered(database: Database) -> bool:
    """Whether a transaction can be made; the pool connects anew where it was cut off."""
    try:
        async with database.transaction() as connection:
            return bool(await connection.fetchval("SELECT true"))
    except DependencyAway:
        return False


async def test_postgresql_is_logged_in_to_with_the_new_password(database: SecurePostgres, address: Path) -> None:
    pool = Database(secret("", address), "dedup", size=1)
    await pool.start()
    try:
        assert await answered(pool)
        old = kept(address)
        await database.give_password(ROLE)
        assert await answered(pool), "what is connected stays so"
        assert await database.disconnect(ROLE) == 1
        async with asyncio.timeout(PATIENCE):
            await until(lambda: answered(pool))
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(old)
    finally:
        await pool.stop()


async def test_a_file_that_is_away_for_a_moment_is_an_absence(database: SecurePostgres, address: Path) -> None:
    pool, known = Database(secret("", address), "dedup", size=1), kept(address)
    remove(address)
    with pytest.raises(DependencyAway, match="FileNotFoundError"):
        await pool.start()
    write(address, known)
    await pool.start()
    assert await answered(pool)
    await pool.stop()


async def test_migrations_go_over_tls_with_the_owners_password(database: SecurePostgres) -> None:
    folder = Path(str(rematch_dedup.__file__)).parent / "migrations"
    await Migrations(secret("", database.file(OWNER)), "dedup", folder).start()
    connection = await asyncpg.connect(kept(database.file(ROLE)))
    try:
        assert await connection.fetchval("SELECT count(*) FROM dedup.alembic_version") == 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DROP TABLE dedup.alembic_version")
    finally:
        await connection.close()


async def test_a_database_whom_nobody_vouches_for_is_not_told_a_password(
    database: SecurePostgres, address: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    foreign = Authority(tmp_path_factory.mktemp("foreign"))
    told = kept(address).replace(str(database.authority.ca), str(foreign.ca))
    with pytest.raises(DependencyAway, match="certificate verify failed"):
        await Database(told, "dedup").start()


async def test_who_speaks_in_the_clear_is_not_let_in(address: Path) -> None:
    with pytest.raises(DependencyAway, match="no encryption"):
        await Database(kept(address).replace("verify-full", "disable"), "dedup").start()
