"""PostgreSQL and the index are lost and come back from a backup that is older than what was done since, and was taken
while records waited: no match is lost, nobody is told twice, and who was erased before or after it stays so."""

import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio

from rematch_common.clock import utc_now
from rematch_common.database import Database
from rematch_common.sealing import DeploymentKeys, Sealer
from rematch_devstack.postgres_home import installed_programs
from rematch_devstack.processes import Command
from rematch_devstack.processes import run as run_program
from rematch_devstack.roles import OWNER, role_of
from rematch_devstack.standin.endpoints import Endpoints
from rematch_notify.adapters.postgres_subscriptions import PostgresSubscriptions
from rematch_notify.domain.filters import MatchFilter
from rematch_notify.domain.subscriptions import Address
from tests.contract.subscribing import SEALING_KEY, subscription
from tests.reliability.conftest import Report
from tests.reliability.harness import books, oracle
from tests.reliability.harness.asking import Asking
from tests.reliability.harness.feed import Fed, feed
from tests.reliability.harness.ledger import Item, Ledger, make
from tests.reliability.harness.run import Run
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import TENANT, System, system
from tests.reliability.harness.topics import Topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]

SERVICES = ("ingest", "dedup", "embed", "match", "notify")
PEOPLE = (("candidate-profiles", "embed"), ("candidate-profiles-bulk", "embed"), ("embedded-candidates", "match"))
EARLY, LATE, CAME = "restore-early", "restore-late", "restore-came"
_ENV = {
    "REMATCH_WEBHOOKS_INSECURE": "true",
    "REMATCH_WEBHOOKS_PRIVATE": "true",
    "REMATCH_SEALING_KEY": SEALING_KEY,
}


@dataclass
class Place:
    """A system of its own: what is lost here is nobody else's."""

    system: System
    topics: Topics
    endpoints: Endpoints
    asking: Asking
    folder: Path

    async def rematch(self, *words: str) -> Any:
        """What an operator types, as on a machine where PostgreSQL's own programs are installed."""
        urls = self.system.stack.postgres
        env: dict[str, str | None] = {
            "PATH": f"{installed_programs() / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "REMATCH_KAFKA_BOOTSTRAP": self.system.bootstrap,
            "REMATCH_ADMIN_URL": self.system.database,
            "REMATCH_DATABASE_URL": urls.url(role_of("ingest")),
            "REMATCH_MIGRATIONS_URL": urls.url(OWNER),
        }
        command = Command((sys.executable, "-m", "rematch_devstack", *words, "--json"), env)
        code, told = await run_program("rematch", command, 120.0)
        assert code == 0, told
        return orjson.loads(told.splitlines()[-1])

    def told(self) -> Counter[tuple[str, str]]:
        """How often whoever subscribed has heard of each person and opening, by different messages."""
        by_id = {one.headers["webhook-id"]: one.body for one in self.endpoints.at("/hook")}
        items = [item for body in by_id.values() for item in orjson.loads(body)["data"]["items"]]
        return Counter((item["candidate_id"], item["job_id"]) for item in items)


@pytest_asyncio.fixture(loop_scope="session")
async def place(scale: Scale) -> AsyncIterator[Place]:
    with tempfile.TemporaryDirectory(prefix="rematch-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        async with system(folder / "data", scale.session, **_ENV) as running, Endpoints() as endpoints:
            await _subscribe(running, endpoints.url("/hook"))
            asking = Asking(running)
            async with Topics(running.bootstrap) as topics:
                yield Place(running, topics, endpoints, asking, folder)
            await asking.close()


async def _subscribe(running: System, url: str) -> None:
    sealer = Sealer(DeploymentKeys(SEALING_KEY, "", None))
    await sealer.start()
    database = Database(running.stack.postgres.url(role_of("notify")), "notify")
    await database.start()
    try:
        address = Address(url, "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz")
        one = subscription(1, TENANT, channel="webhook", address=address, filter=MatchFilter(min_score=1))
        await PostgresSubscriptions(database, sealer).create(one, 10)
    finally:
        await database.stop()


def person(name: str, ledger: Ledger) -> dict[str, object]:
    return {**ledger.candidates()[0], "candidate_id": name}


async def lose_everything(place: Place) -> None:
    """The database's and the index's disks; services can't run without them."""
    for service in SERVICES:
        await place.system.supervisor.stop(service, grace=60)
    await place.system.supervisor.stop("postgres")
    for name in ("postgres", "qdrant", "embed"):
        for found in (place.system.stack.data_dir / name).iterdir():
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    await place.system.supervisor.start("postgres")


async def bring_back(place: Place, dump: Path, lost_at: datetime) -> None:
    """As docs/operating.md says it: what was told counts as told, people come before postings, then everything."""
    since = ("--from", (await place.rematch("restore", str(dump)))["read_from"])
    await place.rematch("relearn")
    await place.rematch("erasures", "replay")
    await place.rematch("replay", "all", *since, "--to", "notify")
    child = await place.system.spawn("notify", REMATCH_TOLD_UNTIL=lost_at.isoformat())
    try:
        await place.topics.read_by(["notify"], 60)
    finally:
        await child.stop(60)
    for topic, service in PEOPLE:
        await place.rematch("replay", topic, *since, "--to", service)
    await place.system.supervisor.start("embed", "match")
    await place.topics.read_by(["embed", "embed-bulk", "match"], 120)
    for service in ("embed", "match"):
        await place.system.supervisor.stop(service, grace=60)
    await place.rematch("replay", "all", *since, "--to", "all")
    await place.system.supervisor.start(*SERVICES)


async def backed_up(place: Place, dump: Path, unread: Sequence[Item]) -> Fed:
    """While these wait for dedup: they are behind its position when it has come back, and in no table of the backup."""
    await place.system.supervisor.stop("dedup", grace=60)
    fed = await feed(place.system.bootstrap, unread, rate=20)
    await place.rematch("backup", str(dump))
    await place.system.supervisor.start("dedup")
    return fed


async def nothing_is_known_of(place: Place, *names: str) -> None:
    async with books.connected(place.system.database) as connection:
        for table in ("ingest.people", "match.matches", "notify.tellings"):
            rows = await connection.fetchval(f"SELECT count(*) FROM {table} WHERE candidate_id = ANY ($1)", list(names))
            assert rows == 0, table
        alive = "SELECT count(*) FROM match.candidates WHERE candidate_id = ANY ($1) AND (alive OR vector IS NOT NULL)"
        assert await connection.fetchval(alive, list(names)) == 0


@scaled
async def test_what_a_backup_does_not_know_comes_back_too(place: Place, scale: Scale, report: Report) -> None:
    ledger = make("restore", scale.postings // 5, scale.seed, poison=False)
    run = await Run.begin(place.system, place.topics, ledger)
    await place.system.post("/v1/candidates", [person(EARLY, ledger), person(LATE, ledger)])
    half = len(ledger.items) // 2
    first = await feed(place.system.bootstrap, ledger.items[:half], rate=20)
    await oracle.drained(place.system, place.topics, 120)
    await place.asking.done(await place.asking.erase(EARLY))
    dump, waiting = place.folder / "rematch.dump", half + 5
    unread = await backed_up(place, dump, ledger.items[half:waiting])
    await run.through_ingest(3.0)
    await place.system.post("/v1/candidates", [person(CAME, ledger)])
    second = await feed(place.system.bootstrap, ledger.items[waiting:], rate=20)
    await place.asking.done(await place.asking.erase(LATE))
    await oracle.drained(place.system, place.topics, 120)
    before = place.told()
    await lose_everything(place)
    await bring_back(place, dump, utc_now().astimezone(UTC))
    fed = Fed(first.good | unread.good | second.good, first.poison | unread.poison | second.poison)
    await oracle.drained(place.system, place.topics, 240)
    faults = (await oracle.examine(place.system, place.topics, ledger, fed, run.since)).faults
    # Dedup has forgotten that it had decided, and says when it did: that is another word, of the same content.
    assert [fault for fault in faults if not fault.endswith("has 2 outcomes")] == []
    await nothing_is_known_of(place, EARLY, LATE, CAME)
    after = place.told()
    assert before and dict(after - before) == {}, "told twice, or anew"
    report(seed=scale.seed, postings=scale.postings // 5, told=len(after))
