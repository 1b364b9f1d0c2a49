"""dedup over HTTP: an opening and its ads with their whys, verdicts, rates, and refusals that name what is wrong."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from rematch_common.admission import Admission
from rematch_common.contracts import RAW_JOBS
from rematch_common.health import Health
from rematch_common.http import PROBLEM, new_api
from rematch_common.keys import NewKey, mint
from rematch_dedup.api import Handlers, add_routes
from rematch_dedup.domain.decision import ad_key, opening_id
from rematch_dedup.handlers import Deduplicate
from rematch_dedup.handlers.previewing import Foresee
from rematch_dedup.handlers.verdict import TakeVerdict
from tests.fakes.openings import FakeOpenings
from tests.fakes.samples import NOW, received
from tests.unit.common.api_cases import client_of
from tests.unit.common.test_keys import complete, key_of, ring, told
from tests.unit.dedup.test_decision import HOUR, OTHER, RULES, A, B, changed

READER, CURATOR, STRANGER = mint(), mint(), mint()
ID_A, ID_B, ID_OTHER = (str(opening_id(ad_key(raw))) for raw in (A, B, OTHER))
NAME_A, NAME_B, NAME_OTHER = (dict(zip(("source", "external_id"), ad_key(raw), strict=True)) for raw in (A, B, OTHER))


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    openings = FakeOpenings()
    seen = (A, changed(B, scraped_at=NOW + HOUR), changed(OTHER, scraped_at=NOW + HOUR), A)
    batch = [received(RAW_JOBS, raw.key, raw, offset) for offset, raw in enumerate(seen)]
    await Deduplicate(openings, lambda: NOW, RULES)(batch)
    api = new_api("dedup", Health({}))
    foresee = Foresee(openings, lambda: NOW, RULES)
    add_routes(api, Handlers(openings, TakeVerdict(openings, lambda: NOW, RULES), foresee))
    keys = await complete(ring())
    api.state.admission = Admission(keys)
    scopes = {READER: ["openings:read"], CURATOR: ["openings:read", "openings:write"], STRANGER: ["matches:read"]}
    await keys.learn([told(key_of(key, scopes=names)) for key, names in scopes.items()])
    async with client_of(api) as client:
        yield client


def as_(key: NewKey) -> dict[str, str]:
    return {"Authorization": f"Bearer {key.text}"}


async def got(client: httpx.AsyncClient, path: str, **query: str) -> dict[str, Any]:
    answer = await client.get(path, params=query, headers=as_(READER))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def say(client: httpx.AsyncClient, one: object, other: object, verdict: str) -> httpx.Response:
    body = {"one": one, "other": other, "verdict": verdict}
    return await client.post("/v1/verdicts", json=body, headers=as_(CURATOR))


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    body: dict[str, Any] = answer.json()
    return body


async def test_an_opening_has_its_ads_and_says_why_each_is_there(client: httpx.AsyncClient) -> None:
    found = await got(client, f"/v1/openings/{ID_A}")
    assert (found["job_id"], found["version"], found["open"], found["merged_into"]) == (ID_A, 1, True, None)
    assert (found["facts"]["title"], found["lead"]) == ("Data Analyst", NAME_A)
    first, second = found["ads"]
    assert {name: first[name] for name in NAME_A} == NAME_A
    assert (first["why"]["kind"], first["why"]["like"]) == ("original", None)
    assert (second["why"]["stage"], second["why"]["kind"], second["why"]["like"]) == ("text_hash", "exact", NAME_A)
    assert second["why"]["similarity"] == 1.0
    assert {"company", "city", "seniority"} <= set(second["why"]["vetoes_checked"])
    assert "company" in second["why"]["evidence"]["agree"]
    assert (second["open"], second["gone"], second["title"]) == (True, None, "Data Analyst")


async def test_duplicates_are_the_other_ads_of_an_opening(client: httpx.AsyncClient) -> None:
    of_b = await got(client, "/v1/duplicates", **NAME_B)
    assert (of_b["job_id"], [ad["external_id"] for ad in of_b["ads"]]) == (ID_A, ["p-1"])
    assert of_b["of"]["why"]["like"] == NAME_A
    of_opening = await got(client, "/v1/duplicates", job_id=ID_A)
    assert [ad["source"] for ad in of_opening["ads"]] == ["lever", "indeed"]
    assert (await got(client, "/v1/duplicates", **NAME_OTHER))["ads"] == []


async def test_same_merges_and_the_merged_one_says_into_what(client: httpx.AsyncClient) -> None:
    answer = await say(client, NAME_OTHER, NAME_A, "same")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["verdict"], told["changed"], told["openings"]) == ("same", True, {"one": ID_A, "other": ID_A})
    closed = next(change for change in told["changes"] if change["job_id"] == ID_OTHER)
    assert closed == {"job_id": ID_OTHER, "version": 2, "open": False, "merged_into": ID_A, "published": "closed"}
    assert told["moved"] == [NAME_OTHER]
    merged = await got(client, f"/v1/openings/{ID_OTHER}")
    assert (merged["merged_into"], merged["open"], merged["ads"], merged["facts"]) == (ID_A, False, [], None)
    assert (await got(client, "/v1/duplicates", job_id=ID_OTHER))["merged_into"] == ID_A


async def test_different_splits_and_again_changes_nothing(client: httpx.AsyncClient) -> None:
    told = (await say(client, NAME_A, NAME_B, "different")).json()
    assert told["openings"] == {"one": ID_A, "other": ID_B}
    assert [change["published"] for change in told["changes"] if change["published"]] == ["published"]
    again = (await say(client, NAME_A, NAME_B, "different")).json()
    assert (again["changed"], again["changes"], again["moved"]) == (False, [], [])
    assert (await got(client, f"/v1/openings/{ID_B}"))["ads"][0]["why"]["evidence"] == {"different_from": "lever:p-1"}


async def test_rates_are_of_ads_by_source(client: httpx.AsyncClient) -> None:
    found = await got(client, "/v1/stats")
    assert {name: found[name] for name in ("records", "ads", "duplicates")} == {"records": 4, "ads": 3, "duplicates": 1}
    assert found["duplicate_rate"] == 0.3333
    assert [(each["source"], each["duplicate_rate"]) for each in found["sources"]] == [("indeed", 1.0), ("lever", 0.0)]
    assert found["sources"][1]["outcomes"] == {"new_opening": 2, "refreshed": 1}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "source"),
        ({"source": "lever"}, "external_id"),
        ({"external_id": "p-1"}, "source"),
        ({"job_id": ID_A, "source": "lever"}, "job_id"),
        ({"job_id": "p-1"}, "job_id"),
        ({"source": "no such\x00slug!", "external_id": "p-1"}, "source"),
    ],
)
async def test_duplicates_of_what(client: httpx.AsyncClient, query: dict[str, str], field: str) -> None:
    answer = await client.get("/v1/duplicates", params=query, headers=as_(READER))
    assert refused(answer, 422)["field"] == field


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"one": NAME_A, "other": NAME_B, "verdict": "perhaps"}, "verdict"),
        ({"one": NAME_A, "verdict": "same"}, "other"),
        ({"one": NAME_A, "other": {"source": "indeed"}, "verdict": "same"}, "other.external_id"),
        ({"one": {**NAME_A, "source": "a b/c"}, "other": NAME_B, "verdict": "same"}, "one.source"),
        ({"one": NAME_A, "other": {**NAME_A, "source": " Lever "}, "verdict": "same"}, "other"),
        ([], "body"),
    ],
)
async def test_a_verdict_that_is_none(client: httpx.AsyncClient, body: object, field: str) -> None:
    answer = await client.post("/v1/verdicts", json=body, headers=as_(CURATOR))
    assert refused(answer, 422)["field"] == field


async def test_what_is_not_json_is_said_so(client: httpx.AsyncClient) -> None:
    headers = {**as_(CURATOR), "content-type": "application/json"}
    answer = await client.post("/v1/verdicts", content=b'{"one":', headers=headers)
    assert "not JSON" in refused(answer, 400)["detail"]


async def test_what_is_not_known_is_named(client: httpx.AsyncClient) -> None:
    nobody = {"source": "lever", "external_id": "nobody"}
    for one, other in ((NAME_A, nobody), (nobody, NAME_A)):
        assert refused(await say(client, one, other, "same"), 404)["detail"] == "no ad nobody of lever is known"
    for path in (f"/v1/openings/{ID_B}", f"/v1/duplicates?job_id={ID_B}"):
        assert ID_B in refused(await client.get(path, headers=as_(READER)), 404)["detail"]
    unknown = await client.get("/v1/duplicates", params=nobody, headers=as_(READER))
    assert refused(unknown, 404)["detail"] == "no ad nobody of lever is known"


async def test_each_scope_opens_its_own(client: httpx.AsyncClient) -> None:
    for path in (f"/v1/openings/{ID_A}", f"/v1/duplicates?job_id={ID_A}", "/v1/stats"):
        refused(await client.get(path), 401)
        assert "openings:read" in refused(await client.get(path, headers=as_(STRANGER)), 403)["detail"]
    body = {"one": NAME_A, "other": NAME_B, "verdict": "different"}
    answer = await client.post("/v1/verdicts", json=body, headers=as_(READER))
    assert "openings:write" in refused(answer, 403)["detail"]
