"""`rematch audit` from a file to its tables: over match's and the auditor's own logins."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rematch_common.database import Database
from rematch_devstack.cli import application
from rematch_devstack.errors import StackError
from rematch_devstack.roles import AUDITOR, role_of
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.pairs import Occasion, Scored
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Scorer
from rematch_match.domain.terms import Terms
from rematch_match.ports import Arrivals
from tests.fakes.samples import NOW, job_id, person
from tests.servers import Postgres
from tests.unit.match.api.cases import opening

pytestmark = pytest.mark.stack
HEADER = "tenant_id,candidate_id,sex,race_ethnicity\n"
PEOPLE = [person(f"c-{number}") for number in range(6)]


@pytest.fixture
async def database(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    monkeypatch.setenv("REMATCH_DATABASE_URL", postgres.url(role_of("match")))
    monkeypatch.setenv("REMATCH_FAIRNESS_URL", postgres.url(AUDITOR))
    await postgres.empty("fairness")
    async with postgres.database("match") as database:
        store = PostgresStore(database)
        work = await store.write(Arrivals([opening(1)], PEOPLE))
        told = [Scored.unseen((one.key, job_id(1))) for one in PEOPLE[:4]]
        occasion = Occasion(NOW, Scorer(Rarity(), lambda _: Terms(), NOW))
        assert await store.settle(told, work, occasion) == 4
        yield database


async def rematch(*words: str) -> None:
    """In a thread: the command has a loop of its own."""
    await asyncio.to_thread(application(), [*words], standalone_mode=False)


async def test_from_a_file_to_impact_ratios(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"demo,c-{number},{'female' if number % 2 else 'male'},asian" for number in range(6)]
    file = tmp_path / "told.csv"
    file.write_text(HEADER + "\n".join([*rows, "demo,stranger,female,white"]) + "\n")
    await rematch("audit", "attributes", "import", str(file), "--source", "survey of 2026")
    said = capsys.readouterr().out
    assert "6 people imported" in said
    assert "1 left out: match knows nobody" in said
    assert "stranger" not in said

    await rematch("audit", "attributes", "show", "demo", "c-1")
    assert capsys.readouterr().out == "sex: female; race or ethnicity: asian\n"
    await rematch("audit", "attributes", "show", "demo", "stranger", "--json")
    assert capsys.readouterr().out == "null\n"

    await rematch("audit", "fairness", "--since", NOW.date().isoformat(), "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["people"], found["scores"], found["profiles"]) == (6, 4, ["rematch/3"])
    assert [(one["source"], one["people"]) for one in found["sources"]] == [("survey of 2026", 6)]
    selected = {one["name"]: (one["people"], one["rate"], one["ratio"]) for one in found["selection"][0]["groups"]}
    assert selected == {"Female": (3, 0.6667, 1.0), "Male": (3, 0.6667, 1.0)}

    await rematch("audit", "fairness", "--since", NOW.date().isoformat(), "--tenant", "demo")
    shown = capsys.readouterr().out
    assert "fairness audit of demo's people" in shown
    assert "attributes: survey of 2026 (6 people" in shown
    assert "too few to test features" in shown


async def test_who_is_not_the_auditor_sees_nothing_and_is_told_so(
    database: Database, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMATCH_FAIRNESS_URL", postgres.url(role_of("match")))
    with pytest.raises(StackError, match=r"the store of attributes: .*rematch roles"):
        await rematch("audit", "attributes", "show", "demo", "c-1")
    monkeypatch.setenv("REMATCH_FAIRNESS_URL", "postgresql://127.0.0.1:1/nowhere")
    with pytest.raises(StackError, match="postgresql"):
        await rematch("audit", "fairness")


async def test_before_anything_was_imported_it_says_how(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    await rematch("audit", "fairness")
    assert "rematch audit attributes import FILE" in capsys.readouterr().out
