"""What was told of a match replays to the same score; who was forgotten leads nowhere; what was not told says so."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from rematch_common.database import Database
from rematch_devstack.commands.explaining import verdict
from rematch_devstack.roles import role_of
from rematch_match.adapters.postgres_audits import PostgresAudits
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.pairs import Occasion, PairKey, Scored
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Scorer
from rematch_match.domain.terms import Terms
from rematch_match.handlers.replay import explain
from rematch_match.ports import Arrivals
from rematch_match.ports.audits import Noted
from tests.fakes.samples import NOW, job_id, person
from tests.servers import POSTGRES, Postgres
from tests.unit.match.api.cases import opening

pytestmark = pytest.mark.stack
JANE = person("jane")
PAIR: PairKey = (JANE.key, job_id(1))
OCCASION = Occasion(NOW, Scorer(Rarity(3, {"go": 0.4}), lambda _: Terms(version=7), NOW))


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with POSTGRES.use() as server:
        yield server


@pytest.fixture
async def database(server: Postgres) -> AsyncIterator[Database]:
    async with server.database("match") as database:
        store = PostgresStore(database)
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO tenant_settings VALUES ('demo', 7, '{}')")
        work = await store.write(Arrivals([opening(1)], [JANE, person("john")]))
        assert await store.settle([Scored.unseen(PAIR)], work, OCCASION) == 1
        yield database


async def test_each_version_replays_to_the_score_that_was_told(database: Database) -> None:
    store = PostgresStore(database)
    work = await store.write(Arrivals([opening(1, version=2, required=frozenset({"python", "kafka", "rust"}))], []))
    assert await store.settle([Scored.unseen(PAIR)], work, OCCASION) == 1
    newest, oldest = (await explain(PostgresAudits(database), PAIR))["told"]
    assert (newest["version"], oldest["version"]) == (2, 1)
    for one in (newest, oldest):
        assert one["equal"] and one["replayed"] == one["score"] > 0
        assert one["factors"] and one["versions"]["rarity"] == 3 and one["versions"]["terms"] == 7
    assert newest["score"] != oldest["score"]
    assert verdict(newest).endswith("the replay gives the same")


class OfAnotherRelease(PostgresAudits):
    """As if it had been noted under a profile that is not there any more."""

    async def of(self, key: PairKey) -> list[Noted]:
        return [replace(one, inputs={**one.inputs, "profile_version": 99}) for one in await super().of(key)]


async def test_a_profile_that_is_gone_is_said_to_be(database: Database) -> None:
    (told,) = (await explain(OfAnotherRelease(database), PAIR))["told"]
    assert (told["equal"], told["replayed"]) == (False, None)
    assert "version 99, is not in this release" in verdict(told)


async def test_what_was_never_told_and_who_was_forgotten_say_so(database: Database) -> None:
    audits = PostgresAudits(database)
    assert "Nothing was ever told" in (await explain(audits, (("demo", "john"), job_id(1))))["text"]
    assert "Nobody of this name" in (await explain(audits, (("second", "jane"), job_id(1))))["text"]
    store = PostgresStore(database)
    gone = replace(JANE, version=2, alive=False, away_as="erased")
    work = await store.write(Arrivals([], [gone]))
    await store.settle([Scored.unseen(PAIR)], work, OCCASION)
    told = await explain(audits, PAIR)
    assert told == {"told": [], "text": "The person has been forgotten: nothing leads from them to what was noted."}


async def test_the_command_prints_it(server: Postgres, database: Database) -> None:
    url = server.url(role_of("match"))
    done = run(url, *JANE.key, str(job_id(1)))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["told"][0]["equal"] is True
    for words in (["demo", "jane"], ["demo", "jane", "1"]):
        done = run(url, *words)
        assert (done.returncode, done.stdout) == (2, "")
    done = run("postgresql://127.0.0.1:1/nowhere", *JANE.key, str(job_id(1)))
    assert (done.returncode, done.stderr.startswith("postgresql is away: ")) == (1, True)


def run(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "rematch_match.offline_explain", *words)
    environment = {"REMATCH_DATABASE_URL": url, "PATH": ""}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
