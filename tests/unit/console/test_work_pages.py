"""Try it, the queue, imports, experiments, keys and APIs over what the services say."""

from typing import Any

import orjson
import pytest

from rematch_common.contracts.asyncapi import asyncapi_document
from rematch_console.domain.apis import channels_of
from rematch_console.ports.services import Refused
from tests.unit.console.desk import Desk, desk

HOSTILE = "</textarea><script>alert(1)</script>\u202e" + "x" * 10_000
ROLE = {
    "queue_id": 7, "role": HOSTILE, "status": "failed", "priority": 0, "candidate_count": 3, "total_jobs_found": 0,
    "platforms_status": {"indeed": "failed"}, "last_scraped_at": None, "last_error": "<b>no</b>",
}  # fmt: skip
QUEUE = {
    "queue_stats": {"total_roles": 1, "pending": 0, "scraping": 0, "failed": 1},
    "processing_queue": {"pending": 0, "received_today": 0},
    "recent_activity": [ROLE],
}
IMPORT = {
    "import_id": "e26eb71b-3afc-5aa5-8c14-4af8362a33bc", "state": "deciding", "name": HOSTILE, "total": 2, "read": 2,
    "published": 1, "new": 0, "duplicate": 0, "updated": 0, "failed": 1, "progress": 0.5, "problem": None,
}  # fmt: skip
KEY = {
    "id": "3cc0511abd15", "kind": "tenant", "name": HOSTILE, "key_prefix": "rmk_3cc0511abd15", "scopes": ["admin"],
    "total_requests": 1, "is_active": True, "last_used_at": None, "expires_at": None, "revoked_at": None,
}  # fmt: skip
PICK = {
    "job_id": "j", "job": {"title": HOSTILE, "company": HOSTILE}, "candidate_id": HOSTILE, "score": 83.2, "grade": "A",
    "matched_skills": [HOSTILE], "missing_skills": ["sql"], "explanation": {"summary": HOSTILE},
    "factors": [{"name": "skills", "score": 90.0, "weight": 0.4, "note": HOSTILE}],
}  # fmt: skip
ARM = {"name": "a", "share": 1.0, "blend": {}, "prompt": None}
LISTS = (
    ("ingest", "GET /v1/scrape-queue/status"),
    ("ingest", "GET /v1/imports"),
    ("ingest", "GET /v1/keys"),
    ("match", "GET /v1/experiments"),
)
PREVIEW = {
    "count": 1,
    "looked_at": 5,
    "cut_off": False,
    "used": ["skills"],
    "note": None,
    "read": {},
    "matches": [PICK],
}
DEDUP = {
    "outcome": "ad_of_opening",
    "why": {"stage": "text_hash", "evidence": {"agree": ["company"]}},
    "opening": {
        "title": HOSTILE, "company": "Oven", "ads": 2,
        "like": {"source": "board", "external_id": "7", "title": HOSTILE, "url": "javascript:alert(1)"},
    },
    "merged": [],
    "read": {
        "title": HOSTILE,
        "description": HOSTILE,
        "skills": [{"id": "sql", "importance": "required", "evidence": HOSTILE}],
    },
}  # fmt: skip


def harmless(page: str) -> bool:
    return "<script>alert" not in page and "javascript:alert" not in page and "<b>no" not in page


def answering(at: Desk) -> Desk:
    posting = {"accepted": True, "record": {}}
    cv = {
        "text": HOSTILE,
        "fields": {},
        "evidence": [{"field": "skills", "value": HOSTILE, "line": 1, "text": HOSTILE}],
    }
    at.services.answers |= {
        ("ingest", "GET /v1/scrape-queue/status"): QUEUE,
        ("ingest", "PATCH /v1/scrape-queue/7"): {**ROLE, "priority": 3},
        ("ingest", "GET /v1/imports"): {"imports": [IMPORT], "next": "c"},
        ("ingest", f"GET /v1/imports/{IMPORT['import_id']}"): IMPORT,
        ("ingest", f"GET /v1/imports/{IMPORT['import_id']}/failures"): {
            "failed": 1, "listed_at_most": 1000, "next": None,
            "failures": [{"line": 2, "reason": HOSTILE, "field": "source"}],
        },
        ("ingest", "GET /v1/keys"): {"keys": [KEY]},
        ("ingest", "POST /v1/keys"): {**KEY, "api_key": "rmk_7f3a91c04e5d_once"},
        ("ingest", "DELETE /v1/keys/3cc0511abd15"): {"message": "stored"},
        ("ingest", "POST /v1/preview/posting"): posting,
        ("ingest", "POST /v1/preview/cv"): cv,
        ("dedup", "POST /v1/preview"): DEDUP,
        ("match", "POST /v1/preview"): PREVIEW,
        ("match", "GET /v1/experiments"): {"experiments": [{"name": HOSTILE, "running": True, "arms": [ARM]}]},
    }  # fmt: skip
    return at


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


async def test_a_role_gets_priority() -> None:
    async with desk() as at:
        token = answering(at).sign_in("admin")
        answer = await at.send("/queue/7/priority", {"token": token, "priority": "3"})
        assert answer.status_code == 303
        assert at.services.asked[-1][1].body == {"priority": 3}
        assert (await at.send("/queue/7/priority", {"token": token, "priority": "9"})).status_code == 422


async def test_a_key_is_made_shown_once_and_revoked() -> None:
    async with desk() as at:
        token = answering(at).sign_in("admin")
        wish: dict[str, str | list[str]] = {
            "token": token,
            "tenant": "acme",
            "kind": "tenant",
            "name": "feed",
            "scope": ["matches:read", "postings:write"],
            "expires_at": "2027-01-01",
            "requests_per_minute": "5",
        }
        answer = await at.send("/keys", wish)
        assert answer.status_code == 200
        assert "rmk_7f3a91c04e5d_once" in answer.text
        assert answer.headers["cache-control"] == "no-store"
        made = next(question for _, question in at.services.asked if question.method == "POST")
        assert made.query == {"tenant_id": "acme"}
        assert made.body == {
            "kind": "tenant",
            "name": "feed",
            "scopes": ["matches:read", "postings:write"],
            "expires_at": "2027-01-01T00:00:00Z",
            "requests_per_minute": 5,
        }
        assert "once" not in (await at.client.get("/keys.json")).text
        answer = await at.send("/keys/3cc0511abd15/revoke", {"token": token})
        assert answer.status_code == 303
        assert "is revoked" in (await at.page(answer.headers["location"])).text


async def test_a_key_that_ingest_refuses_says_which_field() -> None:
    async with desk() as at:
        token = answering(at).sign_in("tenant:admin")
        at.services.answers["ingest", "POST /v1/keys"] = Refused("ingest", 422, "scopes: there is no x", "scopes")
        answer = await at.send("/keys", {"token": token, "scope": "x"})
        assert answer.status_code == 422
        assert "there is no x" in answer.text


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


MATCH_ID = "5b0d4c52-6a0e-4f0e-9a51-0a6c5d1f2e11"


async def test_a_thumb_is_told_of_the_pair() -> None:
    async with desk() as at:
        token = at.sign_in("matches:write")
        at.services.answers["match", f"GET /v1/matches/{MATCH_ID}"] = {"candidate_id": "c-1", "job_id": MATCH_ID}
        at.services.answers["match", "POST /v1/feedback"] = {}
        answer = await at.send(f"/matches/{MATCH_ID}/thumb", {"token": token, "action": "thumbs_down"})
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, f"/matches/{MATCH_ID}")
        assert at.services.asked[-1][1].body == {"candidate_id": "c-1", "job_id": MATCH_ID, "action": "thumbs_down"}
        assert (await at.send(f"/matches/{MATCH_ID}/thumb", {"token": token, "action": "hired"})).status_code == 422
