"""The OpenAPI document of ingest says of every route what it takes, with examples that are what they should be."""

from typing import Any

import orjson
import pytest

from rematch_common.contracts import RawJob
from rematch_ingest.bootstrap import build
from rematch_ingest.settings import Settings
from tests.unit.common import documents
from tests.unit.common.api_cases import client_of

NOWHERE = "postgresql://nobody@localhost/none"


@pytest.fixture
async def document() -> dict[str, Any]:
    service = build(Settings(kafka_bootstrap="localhost:1", database_url=NOWHERE, migrations_url=NOWHERE))
    async with client_of(service.api) as client:
        found: dict[str, Any] = (await client.get("/openapi.json")).json()
        return found


def test_every_body_is_described(document: dict[str, Any]) -> None:
    told_nothing = {"/v1/candidates/{candidate_id}/approve", "/jobs/run-pipeline", "/v1/pipeline-runs/take"}
    assert documents.without_body(document) == {f"POST {path}" for path in told_nothing}


def test_every_route_shows_what_it_takes_and_answers(document: dict[str, Any]) -> None:
    assert documents.without_example(document) == set()


def test_postings_are_shown_in_their_three_forms(document: dict[str, Any]) -> None:
    content = document["paths"]["/v1/jobs"]["post"]["requestBody"]["content"]
    forms = content["application/json"]["examples"]
    lines = [orjson.loads(line) for line in content["application/x-ndjson"]["example"].splitlines()]
    for posting in (forms["one"]["value"], *forms["several"]["value"], *lines):
        RawJob.model_validate(posting)
    assert len(forms["several"]["value"]) == len(lines) == 2
