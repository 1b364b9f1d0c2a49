"""Matches over HTTP: lists and their pages, one match with its reasons, its status; and nobody else's."""

from dataclasses import replace
from typing import Any

import pytest

from rematch_common.contracts import MatchFeedback, match_id_of
from tests.fakes.samples import NOW, job_id, person
from tests.fakes.shelf import Shelf
from tests.unit.match.api.cases import DAY, NEIGHBOUR, READER, matched, opening, scored, served

JANE, JOHN = person("jane"), person("john")
MATCH = match_id_of("demo", "jane", job_id(1))


def shelf_of(*scores: float) -> Shelf:
    """Jane's matches with these scores, opening 1 first."""
    shelf = Shelf()
    for number, value in enumerate(scores, 1):
        told_at = NOW - number * DAY
        matched(shelf, JANE, opening(number), fixed=scored(value), score=value, told_at=told_at)
    return shelf


def numbers(page: dict[str, Any]) -> list[int]:
    known = {str(job_id(number)): number for number in range(1, 40)}
    return [known[match["job_id"]] for match in page["matches"]]


async def test_the_best_come_first_or_the_newest() -> None:
    async with served(shelf_of(61.0, 93.5, 72.0)) as api:
        best = await api.get("/v1/candidates/jane/matches")
        assert numbers(best) == [2, 3, 1]
        assert [(m["score"], m["grade"], m["recommended"]) for m in best["matches"]] == [
            (93.5, "A+", True),
            (72.0, "B", True),
            (61.0, "C", False),
        ]
        assert (best["total"], best["next"]) == (3, None)
        assert best["matches"][0]["job"]["title"] == "Data Engineer"
        assert best["matches"][0]["summary"].startswith("Brings 2 of 3 skills")
        assert numbers(await api.get("/v1/candidates/jane/matches", sort="newest")) == [1, 2, 3]


async def test_grades_and_statuses_choose() -> None:
    shelf = shelf_of(61.0, 93.5, 72.0)
    shelf.heads[JANE.key, job_id(3)] = replace(shelf.heads[JANE.key, job_id(3)], status="viewed")
    rejected = replace(shelf.heads[JANE.key, job_id(1)], status="rejected", state="withdrawn", reason="rejected")
    shelf.heads[JANE.key, job_id(1)] = rejected
    async with served(shelf) as api:
        path = "/v1/candidates/jane/matches"
        assert numbers(await api.get(path)) == [2, 3], "what was rejected is withdrawn"
        assert numbers(await api.get(path, grade=["A+", "C"])) == [2]
        assert numbers(await api.get(path, status="viewed")) == [3]
        assert numbers(await api.get(path, status=["viewed", "rejected"])) == [3, 1]
        assert numbers(await api.get(path, status="applied")) == []
        for query, field in (({"grade": "E"}, "grade.0"), ({"status": "lost"}, "status.0"), ({"sort": "age"}, "sort")):
            assert (await api.refused(path, 422, READER, **query))["field"] == field


async def test_pages_hold_while_matches_come_and_scores_age() -> None:
    async with served(shelf_of(90.0, 80.0, 70.0, 60.0, 55.0)) as api:
        path = "/v1/candidates/jane/matches"
        first = await api.get(path, limit=2)
        assert (numbers(first), first["total"]) == ([1, 2], 5)
        matched(api.shelf, JANE, opening(6), fixed=scored(95.0), told_at=NOW)
        second = await api.get(path, limit=2, cursor=first["next"])
        assert numbers(second) == [3, 4]
        third = await api.get(path, limit=2, cursor=second["next"])
        assert (numbers(third), third["next"]) == ([5], None)
        assert numbers(await api.get(path, limit=1)) == [6]


async def test_equal_scores_are_each_on_one_page() -> None:
    async with served(shelf_of(*[70.0] * 7)) as api:
        seen, cursor = list[int](), None
        for _ in range(4):
            page = await api.get("/v1/candidates/jane/matches", limit=2, **({"cursor": cursor} if cursor else {}))
            seen, cursor = seen + numbers(page), page["next"]
        assert (sorted(seen), cursor) == ([1, 2, 3, 4, 5, 6, 7], None)


@pytest.mark.parametrize(
    "cursor", ["", "x", "\x00", "e30", "W10", "W251bGxd", "9" * 1_001, "WyJzY29yZSIsMSwyLDNd", "%ff"]
)
async def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    async with served(shelf_of(90.0)) as api:
        assert (await api.refused("/v1/candidates/jane/matches", 422, cursor=cursor))["field"] == "cursor"


async def test_a_cursor_of_another_order_is_refused() -> None:
    async with served(shelf_of(90.0, 80.0)) as api:
        page = await api.get("/v1/candidates/jane/matches", limit=1)
        answer = await api.refused("/v1/candidates/jane/matches", 422, cursor=page["next"], sort="newest")
        assert answer["field"] == "cursor"


async def test_scores_are_of_today() -> None:
    shelf = Shelf()
    for number, days in ((1, 0), (2, 60)):
        matched(shelf, JANE, opening(number, days=days), fixed=replace(scored(50.0), recency=1.0))
    async with served(shelf) as api:
        fresh, stale = (await api.get("/v1/candidates/jane/matches"))["matches"]
        assert (fresh["job_id"], stale["job_id"]) == (str(job_id(1)), str(job_id(2)))
        assert fresh["score"] > stale["score"]


async def test_one_match_has_all_its_reasons() -> None:
    shelf = Shelf()
    matched(shelf, JANE, opening(1, required=frozenset({"python", "kubernetes"})))
    for number in range(2, 5):
        asks = frozenset({"python", "kubernetes"})
        matched(shelf, JANE, opening(number, required=asks), state="displaced", reason="displaced")
    async with served(shelf) as api:
        for path in (
            f"/v1/candidates/jane/matches/{MATCH}",
            f"/v1/candidates/jane/matches/{job_id(1)}",
            f"/v1/matches/{MATCH}",
        ):
            found = await api.get(path)
            assert (found["match_id"], found["candidate_id"]) == (str(MATCH), "jane")
        assert {"skills", "semantic"} <= {factor["name"] for factor in found["factors"]}
        assert found["explanation"]["evidence"] == {"python": "Python is a must."}
        assert found["missing_skills"] == ["kubernetes"]
        assert found["learn"][0] == {
            "skill": "kubernetes",
            "asking": 4,
            "of": 4,
            "text": "Add Kubernetes: 4 of your next 4 matches ask for it",
        }
        assert found["learn"] == (await api.get("/v1/candidates/jane/learn"))["learn"]
        assert found["explanation"]["recommendations"] == [found["learn"][0]["text"]]
        assert found["explanation"]["past_successes"] == []


async def test_how_people_alike_have_fared_is_told_without_a_name() -> None:
    shelf = Shelf()
    matched(shelf, JANE, opening(1))
    shelf.put(JOHN, opening(2), person("ann", skills=frozenset({"cooking"})), person("eve", "second"))
    for name, tenant, action in (
        ("john", "demo", "hired"),
        ("jane", "demo", "hired"),
        ("ann", "demo", "hired"),
        ("eve", "second", "hired"),
        ("john", "demo", "viewed"),
    ):
        pair = {"tenant_id": tenant, "candidate_id": name, "job_id": job_id(2)}
        shelf.said.append(MatchFeedback(**pair, action=action, actor="recruiter", occurred_at=NOW))
    async with served(shelf) as api:
        told = (await api.get(f"/v1/matches/{MATCH}"))["explanation"]["past_successes"]
        assert told == ["1 person with similar skills was hired for a similar opening"]


async def test_an_openings_candidates_are_the_tenants_own() -> None:
    shelf = Shelf()
    for who, value in ((JANE, 70.0), (JOHN, 80.0), (person("eve", "second"), 99.0)):
        matched(shelf, who, opening(1), fixed=scored(value))
    async with served(shelf) as api:
        path = f"/v1/jobs/{job_id(1)}/candidates"
        assert [m["candidate_id"] for m in (await api.get(path))["matches"]] == ["john", "jane"]
        assert [m["candidate_id"] for m in (await api.get(path, NEIGHBOUR))["matches"]] == ["eve"]
        assert str(job_id(9)) in (await api.refused(f"/v1/jobs/{job_id(9)}/candidates", 404))["detail"]
