"""What match tells for an audit of fairness: of each person the newest score of each pair, and of nobody forgotten."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from rematch_common.database import Database
from rematch_devstack.roles import role_of
from rematch_match.adapters import postgres_told
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.postgres_told import PostgresTold
from rematch_match.domain.pairs import Occasion, Scored
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Scorer
from rematch_match.domain.terms import Terms
from rematch_match.domain.told_scores import Told
from rematch_match.ports import Arrivals
from tests.fakes.samples import NOW, job_id, person
from tests.servers import Postgres
from tests.unit.match.api.cases import opening

pytestmark = pytest.mark.stack
JANE, JOHN, KIM, EVE = person("jane"), person("john"), person("kim"), person("eve", "second")
DAY = timedelta(days=1)


def occasion(days: int = 0) -> Occasion:
    now = NOW + days * DAY
    return Occasion(now, Scorer(Rarity(), lambda _: Terms(), now))


async def rows(database: Database, statement: str) -> list[tuple[str, float]]:
    async with database.transaction(["demo", "second"]) as connection:
        return [tuple(row) for row in await connection.fetch(statement)]


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    """Jane has two pairs, of which one was told twice; John and Eve one each; Kim was told of nothing."""
    async with postgres.database("match") as database:
        store = PostgresStore(database)
        work = await store.write(Arrivals([opening(1), opening(2)], [JANE, JOHN, KIM, EVE]))
        pairs = [(JANE.key, job_id(1)), (JANE.key, job_id(2)), (JOHN.key, job_id(1)), (EVE.key, job_id(1))]
        assert await store.settle([Scored.unseen(pair) for pair in sorted(pairs)], work, occasion()) == 4
        changed = opening(1, version=2, required=frozenset({"python", "kafka", "rust"}))
        work = await store.write(Arrivals([changed], []))
        assert await store.settle([Scored.unseen((JANE.key, job_id(1)))], work, occasion(2)) == 1
        yield database


async def told(database: Database, tenant: str | None = None, days: int = -1) -> dict[str, Told]:
    return {one.candidate_id: one async for one in PostgresTold(database).scores(tenant, NOW + days * DAY)}


async def test_each_pair_counts_once_with_what_was_told_last(database: Database) -> None:
    found = await told(database)
    assert {name: len(one.scores) for name, one in found.items()} == {"jane": 2, "john": 1, "kim": 0, "eve": 1}
    newest = "SELECT job_id::text, score FROM audit WHERE match_version = 2"
    ((_, score),) = await rows(database, newest)
    assert score in found["jane"].scores
    assert found["jane"].profiles == ("rematch/3",)
    assert found["kim"].profiles == ()


async def test_features_are_means_of_numbers_that_were_known(database: Database) -> None:
    jane, john = (found := await told(database))["jane"], found["john"]
    assert {"factor skills", "factor level"} & set(jane.features)
    assert all(isinstance(value, float) for value in jane.features.values())
    assert jane.features["factor skills"] < john.features["factor skills"], "the mean of two, one of which was lowered"


async def test_the_window_and_the_tenant(database: Database) -> None:
    assert {name: len(one.scores) for name, one in (await told(database, "demo", 1)).items()} == {
        "jane": 1,
        "john": 0,
        "kim": 0,
    }
    assert list(await told(database, "second")) == ["eve"]
    assert await told(database, "nobodys") == {}


async def test_of_whom_is_forgotten_nothing_is_told_and_who_is_matched_by_hand_is(database: Database) -> None:
    store = PostgresStore(database)
    gone = replace(JANE, version=2, alive=False, away_as="erased")
    by_hand = replace(JOHN, version=2, alive=False, away_as="consent")
    work = await store.write(Arrivals([], [gone, by_hand]))
    await store.settle([Scored.unseen(pair) for pair in sorted(await store.pairs_of(work))], work, occasion(3))
    found = await told(database)
    assert {name: one.matched for name, one in found.items()} == {"john": False, "kim": True, "eve": True}
    assert {key async for key in PostgresTold(database).people(None)} == {JOHN.key, KIM.key, EVE.key}


async def test_pages_leave_nobody_out(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (1, 2, 3, 4):
        monkeypatch.setattr(postgres_told, "_PAGE", size)
        assert len(await told(database)) == 4


async def test_the_command_prints_a_line_a_person(postgres: Postgres, database: Database) -> None:
    url = postgres.url(role_of("match"))
    lines = run(url, "scores", NOW.date().isoformat(), "demo").stdout.splitlines()
    assert [json.loads(line)["candidate_id"] for line in lines] == ["jane", "john", "kim"]
    assert [json.loads(line) for line in run(url, "people").stdout.splitlines()][-1] == ["second", "eve"]
    for words in ([], ["scores"], ["scores", "yesterday"], ["people", "a", "b"]):
        done = run(url, *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "usage: people [TENANT] | scores SINCE [TENANT]\n"
    away = run("postgresql://127.0.0.1:1/nowhere", "people")
    assert (away.returncode, away.stderr.count("\n")) == (1, 1)
    assert away.stderr.startswith("postgresql is away: ")


def run(url: str, *words: str) -> "subprocess.CompletedProcess[str]":
    command = (sys.executable, "-m", "rematch_match.telling_scores", *words)
    environment = {"REMATCH_DATABASE_URL": url, "PATH": ""}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
