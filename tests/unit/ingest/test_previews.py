"""What ingest says of a posting or a CV that is not stored."""

from collections.abc import AsyncIterator

import httpx
import pytest

from rematch_ingest.api import previews
from tests.fakes.samples import NOW
from tests.unit.ingest.desk import OURS, SCRAPING, UNFIT, given, refused, serving

POSTING = {"source": "board", "external_id": "1", "title": "Nurse", "company": "Clinic", "description": "ICU"}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with serving(previews.routes(lambda: NOW)) as client:
        yield client


async def test_a_posting_that_would_be_accepted(client: httpx.AsyncClient) -> None:
    body = {"posting": {**POSTING, "title": " Nurse "}}
    said = given(await client.post("/v1/preview/posting", json=body, headers=SCRAPING))
    assert said["accepted"]
    assert said["record"]["title"] == "Nurse"
    assert "ingest_id" not in said["record"]


async def test_one_that_would_not_says_which_field(client: httpx.AsyncClient) -> None:
    body = {"posting": {**POSTING, "company": ""}}
    said = given(await client.post("/v1/preview/posting", json=body, headers=SCRAPING))
    assert (said["accepted"], said["field"]) == (False, "company")
    assert said["reason"].startswith("company is missing")


async def test_a_cv_is_read_with_the_line_of_each_value(client: httpx.AsyncClient) -> None:
    text = "Backend developer\nLisbon, Portugal\nSkills: Python, Django"
    said = given(await client.post("/v1/preview/cv", json={"text": text}, headers=OURS))
    skills = {skill["name"].lower() for skill in said["fields"]["skills"]}
    assert {"python", "django"} <= skills
    line = next(one for one in said["evidence"] if one["field"] == "skills")
    assert (line["line"], line["text"]) == (3, "Skills: Python, Django")


async def test_without_the_scope_nothing_is_read(client: httpx.AsyncClient) -> None:
    assert (
        "candidates:write"
        in refused(await client.post("/v1/preview/cv", json={"text": "x"}, headers=UNFIT), 403)["detail"]
    )
    refused(await client.post("/v1/preview/posting", json={"posting": POSTING}, headers=UNFIT), 403)
    assert refused(await client.post("/v1/preview/cv", json={"text": ""}, headers=OURS), 422)["field"]
