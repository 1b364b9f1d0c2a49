"""Try it, the queue, imports, experiments, keys and APIs over what the services say."""

from typing import Any

import orjson
import pytest

from rematch_common.contracts.asyncapi import asyncapi_document
from rematch_common.reference.reading import channels_of
from rematch_console.ports.services import Refused
from tests.unit.console.desk import desk
from tests.unit.console.working import HOSTILE, IMPORT, LISTS, answering, harmless


@pytest.mark.parametrize("path", ["/queue", "/imports", f"/imports/{IMPORT['import_id']}", "/keys", "/experiments"])
async def test_what_others_wrote_is_text(path: str) -> None:
    async with desk() as at:
        answering(at).sign_in("admin")
        page = await at.page(path)
        assert page.status_code == 200, page.text
        assert harmless(page.text)
        assert (await at.client.get(f"{path}.json")).status_code == 200


@pytest.mark.parametrize("path", ["/queue", "/imports", "/keys", "/experiments"])
async def test_a_key_without_the_scope_is_told_so(path: str) -> None:
    async with desk() as at:
        for question in LISTS:
            at.services.answers[question] = Refused(question[0], 403, "this key lacks the scope queue:work")
        page = await at.page(path)
        assert page.status_code == 200
        assert "this key lacks the scope queue:work" in page.text
        at.services.away = {"ingest", "match"}
        assert "does not answer at the moment" in (await at.page(path)).text


@pytest.mark.parametrize("kind", ["posting", "cv"])
async def test_try_it_shows_what_each_says_and_stores_nothing(kind: str) -> None:
    async with desk() as at:
        answer = await answering(at).send("/try", {"kind": kind, "text": HOSTILE})
        assert answer.status_code == 200
        assert harmless(answer.text)
        assert "83" in answer.text
        assert {question.path for _, question in at.services.asked} <= {
            "/v1/preview",
            "/v1/preview/posting",
            "/v1/preview/cv",
        }
        if kind == "posting":
            assert "which has 2 ads already" in answer.text
            assert "the same text, word for word" in answer.text


async def test_try_it_answers_programs_too_and_tells_what_is_away() -> None:
    async with desk() as at:
        answering(at).services.away = {"dedup"}
        told = (await at.client.post("/try.json", json={"text": "Baker at Oven\nBake."})).json()
        assert (told["kind"], told["dedup"]["said"]) == ("posting", None)
        assert told["dedup"]["why_not"] == "dedup does not answer at the moment"
        assert told["match"]["said"]["count"] == 1
        _, question = at.services.asked[0]
        assert (question.body["posting"]["title"], question.body["posting"]["company"]) == ("Baker", "Oven")


@pytest.mark.parametrize(
    ("body", "status"),
    [({"text": " "}, 422), ({"text": "x", "kind": "y"}, 422), ({"text": "x" * 100_001}, 413), ([], 422)],
)
async def test_try_it_refuses_in_words(body: Any, status: int) -> None:
    async with desk() as at:
        answer = await at.client.post("/try.json", json=body)
        assert (answer.status_code, "text" in answer.json()["detail"] or "kind" in answer.json()["detail"]) == (
            status,
            True,
        )
        assert (
            await at.client.post("/try.json", content=b"{}", headers={"sec-fetch-site": "cross-site"})
        ).status_code == 403


async def test_apis_are_shown_from_their_documents() -> None:
    document = {
        "paths": {"/v1/x": {"get": {"tags": ["things"], "summary": "<i>", "responses": {"200": {"description": "d"}}}}}
    }
    async with desk() as at:
        at.services.texts["match", "/openapi.json"] = orjson.dumps(document).decode()
        page = await at.page("/apis/match")
        assert "<code>/v1/x</code>" in page.text
        assert "&lt;i&gt;" in page.text
        assert (await at.client.get("/apis/match/document")).json() == document
        assert (await at.page("/apis/dedup")).status_code == 404
        assert (await at.page("/apis/elsewhere")).status_code == 422
        assert "raw-jobs" in (await at.page("/apis/asyncapi")).text
        assert (await at.client.get("/apis/asyncapi/document")).json()["asyncapi"] == "3.0.0"


def test_topics_are_those_that_programs_read() -> None:
    names = [topic["name"] for topic in channels_of(asyncapi_document("1"))]
    assert {"raw-jobs", "matches"} <= set(names)
    assert not [name for name in names if "{" in name or name.endswith((".dlq", ".retry"))]
