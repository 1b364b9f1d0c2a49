"""Openings over HTTP: the list and its pages, one, the search both ways, and counts."""

from typing import Any

import pytest

from rematch_match.domain.asks import Place
from tests.fakes.samples import gone, job_id, person, vector
from tests.fakes.shelf import Shelf
from tests.unit.match.api.cases import READER, matched, opening, served


def shelf_of(count: int) -> Shelf:
    shelf = Shelf()
    shelf.put(*(opening(number, days=number) for number in range(1, count + 1)))
    return shelf


def numbers(page: dict[str, Any]) -> list[int]:
    known = {str(job_id(number)): number for number in range(1, 40)}
    return [known[one["job_id"]] for one in page["jobs"]]


async def test_the_newest_come_first_and_pages_hold_while_more_are_posted() -> None:
    async with served(shelf_of(5)) as api:
        first = await api.get("/v1/jobs", limit=2)
        assert numbers(first) == [1, 2]
        api.shelf.put(opening(6, days=0))
        second = await api.get("/v1/jobs", limit=3, cursor=first["next"])
        assert (numbers(second), second["next"]) == ([3, 4, 5], None)


async def test_what_is_wanted_is_asked_for() -> None:
    shelf = shelf_of(2)
    asks = {
        "workplace": "remote",
        "company": "Harbour",
        "categories": ("care",),
        "places": (Place("Leeds", None, "GB"),),
    }
    shelf.put(opening(3, "Nurse", days=40, asks=asks), gone(4))
    async with served(shelf) as api:
        assert numbers(await api.get("/v1/jobs")) == [1, 2, 3]
        for query in (
            {"text": "nurse"},
            {"company": "harbour"},
            {"remote": True},
            {"category": "care"},
            {"location": "Leeds, UK"},
        ):
            assert numbers(await api.get("/v1/jobs", **query)) == [3], query
        assert numbers(await api.get("/v1/jobs", since="2026-01-15")) == [1, 2]
        assert numbers(await api.get("/v1/jobs", since="2026-01-31T09:00:00Z")) == [1]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"since": "yesterday"}, "since"),
        ({"remote": "perhaps"}, "remote"),
        ({"text": "x" * 501}, "text"),
        ({"cursor": "WyJuZXdlc3QiLCJ4IiwieSJd"}, "cursor"),
        ({"cursor": "WyJuZXdlc3QiLDEsMl0"}, "cursor"),
    ],
)
async def test_a_question_that_is_none(query: dict[str, Any], field: str) -> None:
    async with served(shelf_of(1)) as api:
        assert (await api.refused("/v1/jobs", 422, READER, **query))["field"] == field


async def test_an_opening_has_its_text_and_a_closed_one_says_so() -> None:
    shelf = shelf_of(1)
    shelf.put(gone(2, merged_into=job_id(1)))
    async with served(shelf) as api:
        found = await api.get(f"/v1/jobs/{job_id(1)}")
        assert (found["title"], found["description"]) == ("Data Engineer", "We look for a Data Engineer.")
        assert found["salary"] == {"annual_min": 60_000, "annual_max": 80_000, "currency": "EUR"}
        assert found["places"] == [{"city": "Berlin", "region": "Berlin", "country": "DE"}]
        closed = await api.get(f"/v1/jobs/{job_id(2)}")
        assert (closed["open"], closed["merged_into"]) == (False, str(job_id(1)))
        assert str(job_id(3)) in (await api.refused(f"/v1/jobs/{job_id(3)}", 404))["detail"]
        assert (await api.refused("/v1/jobs/3", 422))["field"] == "job_id"


async def test_words_and_meaning_find_together() -> None:
    shelf = Shelf()
    shelf.put(
        opening(1, "Data Engineer", vector=vector(1, 0.1, 0)),
        opening(2, "Analytics Developer", vector=vector(1, 0.3, 0)),
        opening(3, "Data Clerk", vector=vector(0, 1, 0)),
        opening(4, "Chef", vector=vector(0.1, 1, 0)),
    )
    async with served(shelf) as api:
        found = await api.get("/v1/jobs/search", q="data")
        assert (numbers(found)[0], set(numbers(found))) == (1, {1, 2, 3}), "the chef is too far off"
        assert (found["used"], found["note"], found["found"]) == (["keywords", "meaning"], None, 3)
        ways = {job["title"]: job["found_by"] for job in found["jobs"]}
        assert ways == {
            "Data Engineer": ["keywords", "meaning"],
            "Analytics Developer": ["meaning"],
            "Data Clerk": ["keywords"],
        }
        assert found["jobs"][0]["cosine"] == pytest.approx(0.995, abs=0.001)
        assert len((await api.get("/v1/jobs/search", q="data", limit=1))["jobs"]) == 1


async def test_words_alone_do_when_nobody_tells_their_meaning() -> None:
    async with served(shelf_of(2)) as api:
        found = await api.get("/v1/jobs/search", q="engineer")
        assert (set(numbers(found)), found["used"]) == ({1, 2}, ["keywords"])
        assert found["note"] == "embed does not answer at the moment"


async def test_a_search_wants_what_the_list_wants() -> None:
    shelf = shelf_of(1)
    shelf.put(opening(2, asks={"workplace": "remote"}))
    async with served(shelf) as api:
        assert numbers(await api.get("/v1/jobs/search", q="data", remote=True)) == [2]


@pytest.mark.parametrize("words", ["", "   ", "\x00", "x" * 501])
async def test_a_search_for_nothing_is_refused(words: str) -> None:
    async with served(shelf_of(1)) as api:
        assert (await api.refused("/v1/jobs/search", 422, q=words))["field"] == "q"


async def test_counts_are_of_openings_and_of_ones_own_matches() -> None:
    shelf = shelf_of(1)
    matched(shelf, person("jane"), opening(2, days=3))
    matched(shelf, person("eve", "second"), opening(2, days=3))
    async with served(shelf) as api:
        found = await api.get("/v1/jobs/stats")
        assert found["openings"] == {"open": 2, "closed": 0, "of_the_last_day": 0, "of_the_last_week": 2}
        assert (found["people"], sum(found["grades"].values()), found["companies"]) == (1, 1, {"Nordlicht": 2})
