"""What dedup says over HTTP of a posting that is not stored."""

from typing import Any

import httpx

from tests.unit.dedup.test_api import CURATOR, ID_A, NAME_A, READER, STRANGER, as_, client, refused
from tests.unit.dedup.test_decision import TEXT, A

__all__ = ["client"]


async def preview(client: httpx.AsyncClient, **posting: Any) -> dict[str, Any]:
    answer = await client.post("/v1/preview", json={"posting": posting}, headers=as_(READER))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_known_opening_and_the_reason(client: httpx.AsyncClient) -> None:
    said = await preview(client, title=A.title, company=A.company, description=f"<p>{TEXT}</p>", location=A.location)
    assert (said["outcome"], said["job_id"], said["merged"]) == ("ad_of_opening", ID_A, [])
    assert said["opening"]["like"] == {**NAME_A, "url": A.url, "title": "Data Analyst"}
    assert said["opening"]["ads"] == 2
    assert (said["why"]["stage"], said["why"]["like"]) == ("text_hash", NAME_A)
    assert said["read"]["description"] == TEXT
    sql = next(skill for skill in said["read"]["skills"] if skill["id"] == "sql")
    assert "SQL" in sql["evidence"]


async def test_what_is_like_nothing_is_new(client: httpx.AsyncClient) -> None:
    said = await preview(client, title="Baker", company="Oven & Sons", description="Bake rye bread through the night.")
    assert (said["outcome"], said["opening"]) == ("new_opening", None)
    again = await preview(client, title="Baker", company="Oven & Sons", description="Bake rye bread through the night.")
    assert again["outcome"] == "new_opening", "nothing was kept"


async def test_refusals_name_the_field(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/preview", json={"posting": {"title": "x"}}, headers=as_(CURATOR))
    assert refused(answer, 422)["field"] == "posting.company"
    answer = await client.post("/v1/preview", json={"posting": {}}, headers=as_(STRANGER))
    assert "openings:read" in refused(answer, 403)["detail"]
    large = {"posting": {"title": "x" * (2 * 1024 * 1024)}}
    refused(await client.post("/v1/preview", json=large, headers=as_(READER)), 413)
