"""What would match a CV, a profile or a posting; and nothing of it stays, in no store and in no log."""

import logging
from dataclasses import replace
from typing import Any

import pytest

from rematch_match.domain.terms import Terms
from tests.fakes.samples import person
from tests.fakes.shelf import Shelf
from tests.unit.match.api.cases import LARGEST, READER, as_, opening, refusal, served

CV = """Jane Roe
Senior Data Engineer
Berlin, Germany
jane@example.com

Data engineer building pipelines with Python, SQL and Go. Open to remote work.
Salary expectation: 70,000 EUR per year

Experience
Senior Data Engineer, Nordlicht GmbH 03/2019 - present
Data Analyst at Harbour Analytics (2015 - 2019)

Education
MSc Computer Science, TU Berlin, 2010 - 2014
"""


def shelf_of(count: int) -> Shelf:
    shelf = Shelf()
    shelf.put(*(opening(number) for number in range(1, count + 1)))
    shelf.put(opening(50, "Chef", required=frozenset({"cooking"}), preferred=frozenset(), vector=None))
    return shelf


async def preview(api: Any, body: object) -> dict[str, Any]:
    answer = await api.send("POST", "/v1/preview", body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_cv_is_read_and_its_best_ten_come_with_their_reasons() -> None:
    async with served(shelf_of(14)) as api:
        found = await preview(api, {"text": CV})
        assert (found["count"], len(found["matches"]), found["cut_off"]) == (14, 10, False)
        read = found["read"]
        assert (read["headline"], read["experience_years"], read["location"]) == (
            "Senior Data Engineer",
            11.0,
            "Berlin, Germany",
        )
        assert {"python", "sql", "go"} <= {skill["name"] for skill in read["skills"]}
        assert (read["salary_min"], read["salary_currency"], read["remote"]) == (70_000, "EUR", "ok")
        assert "summary" not in read
        best = found["matches"][0]
        assert best["score"] >= 50 and best["explanation"]["summary"] and best["factors"]
        assert best["job"]["title"] == "Data Engineer"
        assert found["used"] == ["skills", "meaning"]


async def test_nothing_of_it_stays(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    shelf = shelf_of(2)
    with caplog.at_level(logging.DEBUG):
        async with served(shelf) as api:
            before = repr(shelf)
            answer = await api.send("POST", "/v1/preview", {"text": CV})
            assert repr(shelf) == before
    told = answer.text + caplog.text + "".join(capsys.readouterr())
    assert "jane@example.com" not in told and "Jane Roe" not in told


async def test_a_profile_is_read_as_ingest_would() -> None:
    async with served(shelf_of(3)) as api:
        profile = {"headline": "Data Engineer", "skills": ["Python", {"name": "SQL", "years": 3}], "location": "Berlin"}
        found = await preview(api, {"profile": profile})
        assert found["count"] == 3
        assert found["matches"][0]["matched_skills"] == ["python", "sql"]


async def test_a_posting_finds_the_tenants_own_people() -> None:
    shelf = Shelf()
    shelf.put(person("jane"), person("eve", "second"), replace(person("away"), alive=False, away_as="consent"))
    async with served(shelf) as api:
        found = await preview(api, {"posting": {"title": "Data Engineer", "description": "Python and SQL required."}})
        assert [match["candidate_id"] for match in found["matches"]] == ["jane"]
        assert (found["count"], found["read"]["title"]) == (1, "Data Engineer")
        assert {skill["id"] for skill in found["read"]["skills"]} >= {"python", "sql"}


async def test_the_tenants_terms_count() -> None:
    async with served(shelf_of(3), Terms(least=101.0)) as api:
        assert (await preview(api, {"text": CV}))["matches"] == []
    async with served(shelf_of(3), Terms(blocked_companies=frozenset({"nordlicht"}))) as api:
        assert (await preview(api, {"text": CV}))["count"] == 0


async def test_only_what_would_be_a_match_counts() -> None:
    shelf, nothing = shelf_of(2), frozenset[str]()
    shelf.put(opening(60, required=frozenset({"cooking"}), preferred=nothing))
    shelf.put(opening(61, required=nothing, preferred=nothing))
    async with served(shelf, Terms(least=0.0)) as api:
        found = await preview(api, {"text": CV})
        assert (found["count"], len(found["matches"]), found["looked_at"]) == (3, 3, 4)
        summaries = [match["explanation"]["summary"] for match in found["matches"]]
        assert "The posting names no skills; role, level and meaning decide." in summaries


async def test_nothing_known_of_somebody_matches_nothing() -> None:
    async with served(shelf_of(3)) as api:
        found = await preview(api, {"text": "Hello there."})
        assert (found["count"], found["matches"], found["used"]) == (0, [], ["skills"])
        assert found["note"] == "embed does not answer at the moment"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "body"),
        ({"text": "a", "profile": {}}, 422, "body"),
        ({"text": ""}, 422, "text"),
        ({"text": "\x00\x01"}, 422, "text"),
        ({"text": 5}, 422, "text"),
        ({"profile": []}, 422, "profile"),
        ({"profile": {"experience_years": -1}}, 422, "profile.experience_years"),
        ({"profile": {"skills": [{"years": 3}]}}, 422, "profile.skills"),
        ({"posting": {"description": "x"}}, 422, "posting.title"),
        ({"posting": {"title": "x"}}, 422, "posting.description"),
        ("text", 422, "body"),
    ],
)
async def test_a_draft_that_is_none(body: object, status: int, field: str) -> None:
    async with served(shelf_of(1)) as api:
        answer = refusal(await api.send("POST", "/v1/preview", body), status)
        assert answer["field"].startswith(field), answer


async def test_a_body_is_no_larger_than_it_may_be() -> None:
    async with served(shelf_of(1)) as api:
        headers = {**as_(READER), "content-type": "application/json"}
        answer = await api.client.post("/v1/preview", content=b'{"text": "' + b"x" * LARGEST + b'"}', headers=headers)
        assert "20,000 bytes" in refusal(answer, 413)["detail"]
        for content in (b'{"text":', b"\xff\xfe", b"[" * 10_000):
            refusal(await api.client.post("/v1/preview", content=content, headers=headers), 400)


async def test_odd_characters_do_no_harm() -> None:
    async with served(shelf_of(1)) as api:
        headers = {**as_(READER), "content-type": "application/json"}
        text = b'{"text": "Python \\u0000 and SQL \\ud800 \\u202e developer, 20 years"}'
        answer = await api.client.post("/v1/preview", content=text, headers=headers)
        assert answer.status_code == 200, answer.text
        assert {"python", "sql"} <= {skill["name"] for skill in answer.json()["read"]["skills"]}
