"""Experiments over HTTP."""

from collections.abc import Iterator

import pytest

from rematch_common.contracts import MatchFeedback
from rematch_match.domain.experiments.arms import Arm, Experiment
from rematch_match.ports.experiments import Declared
from tests.fakes.samples import NOW, job_id
from tests.fakes.shelf import Shelf
from tests.unit.match.api.cases import MANAGER, NEIGHBOUR, WRITER, served

TRIAL = Experiment("blend", (Arm("usual"), Arm("half", 2.0, weight=0.5)), NOW)
OLD = Experiment("old", (Arm("one"), Arm("other", prompt="v2")), NOW)


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """A hundred and ten people of one tenant in each arm, each with two matches, and one of another tenant."""
    shelf = Shelf(declared=[Declared(OLD, NOW.replace(year=2020)), Declared(TRIAL, NOW)], running=TRIAL)
    books = shelf.books
    for arm, applied in (("usual", 22), ("half", 55)):
        for number in range(110):
            who = ("demo", f"{arm}-{number}")
            books.exposures |= {("blend", (who, job_id(at))): (arm, NOW) for at in (1, 2)}
            if number < applied:
                of = {"tenant_id": who[0], "candidate_id": who[1], "job_id": job_id(1)}
                books.note([MatchFeedback(**of, action="applied", actor="candidate", occurred_at=NOW)])
    books.exposures["blend", (("second", "c-1"), job_id(1))] = ("usual", NOW)
    yield shelf


async def test_all_that_were_declared_are_listed(shelf: Shelf) -> None:
    async with served(shelf) as api:
        listed = (await api.get("/v1/experiments", MANAGER))["experiments"]
    assert [(one["name"], one["running"]) for one in listed] == [("blend", True), ("old", False)]
    assert listed[0]["arms"][1] == {"name": "half", "share": 2.0, "blend": {"weight": 0.5}, "prompt": None}


async def test_a_tenant_reads_what_came_of_its_own_people(shelf: Shelf) -> None:
    async with served(shelf) as api:
        told = await api.get("/v1/experiments/blend", MANAGER)
    usual, half = told["results"]
    assert (told["tenant_id"], told["compared_with"], told["notes"][0][:14]) == ("demo", "usual", "7 differences ")
    assert (usual["shown"], half["shown"]) == ({"persons": 110, "pairs": 220}, {"persons": 110, "pairs": 220})
    # The bounds by another formula: the roots of (p - 0.2)² = z² p (1 - p) / 110.
    applied = {"persons": 22, "pairs": 22, "share": 0.2, "low": 0.135951, "high": 0.284295}
    assert usual["outcomes"]["applied"] == applied
    (more,) = [one for one in told["differences"] if one["outcome"] == "applied"]
    assert (more["arm"], more["difference"], more["reading"]) == ("half", 0.3, "higher")
    assert 0 < more["low"] < 0.3 < more["high"]


async def test_an_administrator_reads_of_everybody(shelf: Shelf) -> None:
    async with served(shelf) as api:
        told = await api.get("/v1/experiments/blend", NEIGHBOUR)
    assert (told["tenant_id"], told["results"][0]["shown"]) == (None, {"persons": 111, "pairs": 221})


async def test_what_nobody_declared_is_not_there(shelf: Shelf) -> None:
    async with served(shelf) as api:
        assert "no experiment next is known" in (await api.refused("/v1/experiments/next", 404, MANAGER))["detail"]
        await api.refused("/v1/experiments/A%20B", 422, MANAGER)
        for path in ("/v1/experiments", "/v1/experiments/blend"):
            await api.refused(path, 403, WRITER)
