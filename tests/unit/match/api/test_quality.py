"""Quality over HTTP, and which lists count as shown."""

from datetime import timedelta
from typing import Any

import pytest

from rematch_common.contracts import MatchFeedback
from rematch_match.domain.quality.figures import FEWEST
from rematch_match.domain.quality.showing import Showing
from tests.fakes.samples import NOW, job_id, person
from tests.fakes.shelf import Shelf
from tests.unit.match.api.cases import MANAGER, NEIGHBOUR, READER, WRITER, matched, opening, served

MINE = "/v1/candidates/john/matches"


@pytest.fixture
def shelf() -> Shelf:
    """Twenty people of one tenant, each shown two matches: ten applied to the second. And one of another tenant."""
    shelf = Shelf()
    books = shelf.books
    for number in range(FEWEST):
        who = ("demo", f"c-{number}")
        books.named.add(who)
        for at in (1, 2):
            books.shown[(who, job_id(at)), 1, "list"] = Showing((who, job_id(at)), 1, at, "rematch", 3, NOW)
        if number < 10:
            of = {"tenant_id": who[0], "candidate_id": who[1], "job_id": job_id(2)}
            said = NOW + timedelta(minutes=1)
            books.note([MatchFeedback(**of, action="applied", actor="candidate", occurred_at=said)])
    other = ("second", "c-1")
    books.named.add(other)
    books.shown[(other, job_id(1)), 1, "list"] = Showing((other, job_id(1)), 1, 1, "hybrid", 1, NOW)
    return shelf


async def test_a_tenant_reads_how_its_own_people_are_served(shelf: Shelf) -> None:
    async with served(shelf) as api:
        told = await api.get("/v1/quality", MANAGER)
    assert (told["tenant_id"], told["window"], told["by"], told["cut_off"]) == ("demo", "30d", "profile", False)
    assert told["since"] == (NOW - timedelta(days=30)).isoformat().replace("+00:00", "Z")
    (group,) = told["groups"]
    assert group == {"name": "rematch/3", **told["overall"]}
    assert (group["people"], group["matches"]) == (20, 40)
    # The bounds by another formula: the roots of (p - 0.25)² = z² p (1 - p) / 20.
    precision = {"people": 20, "reading": "measured", "value": 0.25, "low": 0.111862, "high": 0.468701}
    assert group["measures"]["precision@5"] == precision
    nothing = {"reading": "too few", "value": None, "low": None, "high": None}
    assert group["measures"]["mrr"] == {"people": 10, **nothing}
    assert group["days_to_hire"] == {"hires": 0, **nothing}


async def test_an_administrator_reads_of_everybody_and_by_tenant(shelf: Shelf) -> None:
    async with served(shelf) as api:
        told = await api.get("/v1/quality", NEIGHBOUR, by="tenant", window="7d")
        own = await api.get("/v1/quality", MANAGER, by="tenant")
    assert (told["tenant_id"], told["overall"]["people"]) == (None, 21)
    assert [(one["name"], one["people"]) for one in told["groups"]] == [("demo", 20), ("second", 1)]
    assert [one["name"] for one in own["groups"]] == ["demo"]


async def test_others_read_nothing_and_a_slip_is_named(shelf: Shelf) -> None:
    async with served(shelf) as api:
        for key in (READER, WRITER):
            await api.refused("/v1/quality", 403, key)
        refused = await api.refused("/v1/quality", 422, MANAGER, window="1d")
        assert "window" in str(refused)
        await api.refused("/v1/quality", 422, MANAGER, by="company")


async def test_a_persons_list_is_noted_as_shown_page_by_page() -> None:
    shelf, who = Shelf(), person("john")
    keys = [matched(shelf, who, opening(number), score=90.0 - number, fixed=None) for number in range(3)]
    async with served(shelf) as api:
        first = await api.get(MINE, limit=2)
        await api.get(MINE, limit=2, cursor=first["next"])
        await api.get("/v1/matched-jobs", candidate="john", limit=1)
        await api.get("/api/job-matches/candidates/john", limit=1)
    noted = [[(one.key, one.position, one.version, one.profile) for one in shown] for shown in shelf.shown]
    scoring = (1, "rematch")
    assert noted[:2] == [[(keys[0], 1, *scoring), (keys[1], 2, *scoring)], [(keys[2], 3, *scoring)]]
    assert noted[2:] == [[(keys[0], 1, *scoring)]] * 2, "the older spellings, too"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (MINE, {"sort": "newest"}),
        (MINE, {"grade": ["A+", "A", "B", "C", "D"]}),
        (MINE, {"status": "suggested"}),
        ("/v1/matches", {}),
        (f"/v1/jobs/{job_id(1)}/candidates", {}),
    ],
)
async def test_no_other_list_is_a_ranking_for_somebody(path: str, query: dict[str, Any]) -> None:
    shelf = Shelf()
    matched(shelf, person("john"), opening(1))
    async with served(shelf) as api:
        told = await api.get(path, **query)
    assert len(told["matches"]) == 1
    assert shelf.shown == []
