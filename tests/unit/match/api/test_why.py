"""Why two are not matched, in words: whatever keeps them apart is named, and nothing that doesn't."""

from dataclasses import replace

import pytest

from rematch_common.contracts import MatchFeedback
from rematch_match.domain.asks import Brings, Pay
from rematch_match.domain.terms import Terms
from tests.fakes.samples import NOW, gone, job_id, person
from tests.fakes.shelf import Shelf
from tests.unit.match.api.cases import READER, Served, matched, opening, scored, served

JANE = person("jane")
NOTHING = frozenset[str]()


async def why(api: Served, number: int = 1) -> tuple[str, str, str]:
    found = await api.get("/v1/why-not", candidate="jane", job=str(job_id(number)))
    assert found["matched"] is (found["kept_apart_by"] == "matched")
    return found["kept_apart_by"], found["reason"], found["text"]


def shelf_of(*more: object) -> Shelf:
    shelf = Shelf()
    shelf.put(JANE, opening(1))
    return shelf


async def test_the_person_or_the_opening() -> None:
    shelf = shelf_of()
    shelf.put(gone(2, merged_into=job_id(1)), gone(3))
    async with served(shelf) as api:
        assert (await why(api, 2))[:2] == ("opening", "merged")
        assert str(job_id(1)) in (await why(api, 2))[2]
        assert (await why(api, 3))[:2] == ("opening", "job_closed")
        for reason in ("consent", "filter"):
            shelf.put(replace(JANE, alive=False, away_as=reason))
            assert (await why(api))[:2] == ("person", reason)


async def test_nothing_does() -> None:
    shelf = Shelf()
    matched(shelf, JANE, opening(1))
    async with served(shelf) as api:
        assert (await why(api))[:2] == ("matched", "matched")


async def test_what_was_said() -> None:
    async with served(shelf_of()) as api:
        pair = {"tenant_id": "demo", "candidate_id": "jane", "job_id": job_id(2)}
        api.shelf.say(MatchFeedback(**pair, action="rejected", actor="candidate", occurred_at=NOW))
        assert (await why(api))[0] != "rejected"
        api.shelf.aliases[job_id(2)] = job_id(1)
        assert (await why(api))[0] == "rejected", "the same opening under the id that it had before"


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        (Terms(active=False), "inactive"),
        (Terms(blocked_companies=frozenset({"nordlicht"})), "blocked_company"),
        (Terms(platforms=frozenset({"lever"})), "platform"),
        (Terms(remote_only=True), "remote_only"),
        (Terms(floor=Pay(low=200_000, currency="EUR")), "salary_floor"),
    ],
)
async def test_the_tenants_terms(terms: Terms, reason: str) -> None:
    async with served(shelf_of(), terms) as api:
        kind, slug, text = await why(api)
        assert (kind, slug) == ("bar", reason)
        assert "The tenant's settings leave it out" not in text, "each has words of its own"


async def test_the_tenants_terms_about_age() -> None:
    async with served(shelf_of(), Terms(oldest_days=0)) as api:
        assert (await why(api))[:2] == ("bar", "posting_age")


async def test_a_filter_of_the_profile() -> None:
    shelf = shelf_of()
    shelf.put(replace(JANE, brings=Brings(pay=Pay(low=200_000, currency="EUR"))))
    async with served(shelf, Terms(profile="layered")) as api:
        assert (await why(api))[:2] == ("filter", "salary")


async def test_the_score_and_what_cost_most_of_it() -> None:
    shelf = shelf_of()
    shelf.put(replace(JANE, skills=frozenset({"cooking"})))
    async with served(shelf) as api:
        found = await api.get("/v1/why-not", candidate="jane", job=str(job_id(1)))
        assert (found["kept_apart_by"], found["least"], found["score"] < 50) == ("score", 50.0, True)
        assert any(cost.startswith("skills took") for cost in found["costs"])
        assert found["missing_skills"] == ["python", "sql"]
        assert {factor["name"] for factor in found["factors"]} >= {"skills"}


async def test_better_matches() -> None:
    shelf = shelf_of()
    for number in (2, 3):
        matched(shelf, JANE, opening(number), fixed=scored(99.0), score=99.0)
    async with served(shelf, Terms(most_per_candidate=2)) as api:
        kind, _, text = await why(api)
        assert (kind, "2 better matches" in text) == ("displaced", True)
    async with served(shelf, Terms(most_per_candidate=3)) as api:
        assert (await why(api))[:2] == ("retrieval", "not_found")


async def test_no_skill_in_common() -> None:
    shelf = shelf_of()
    shelf.put(replace(JANE, skills=frozenset({"cooking"})), opening(2, required=NOTHING, preferred=NOTHING))
    async with served(shelf, Terms(least=0.0)) as api:
        kind, slug, text = await why(api)
        assert (kind, slug) == ("no_common_skill", "no_common_skill")
        assert "none of the 3 skills" in text
        assert (await why(api, 2))[0] == "retrieval", "it asks for none"


async def test_the_tenants_limit_for_a_posting() -> None:
    shelf = shelf_of()
    for name in ("john", "joan"):
        matched(shelf, person(name), opening(1))
    matched(shelf, person("eve", "second"), opening(1))
    async with served(shelf, Terms(most_per_posting=2)) as api:
        kind, slug, text = await why(api)
        assert (kind, slug) == ("limit", "posting_full")
        assert "2 people are matched" in text and "at most 2" in text
    async with served(shelf, Terms(most_per_posting=3)) as api:
        assert (await why(api))[0] == "retrieval"


async def test_who_or_what_is_not_known() -> None:
    shelf = shelf_of()
    shelf.put(person("forgotten", alive=False, away_as="erased"))
    async with served(shelf) as api:
        await api.refused("/v1/why-not", 404, READER, candidate="forgotten", job=str(job_id(1)))
        for query in ({"candidate": "nobody", "job": str(job_id(1))}, {"candidate": "jane", "job": str(job_id(9))}):
            await api.refused("/v1/why-not", 404, READER, **query)
        for query, field in (
            ({"candidate": "jane"}, "job"),
            ({"candidate": "\x00", "job": str(job_id(1))}, "candidate"),
        ):
            assert (await api.refused("/v1/why-not", 422, READER, **query))["field"] == field
