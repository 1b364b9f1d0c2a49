"""One scraper has no part in another's round, and whatever strangers write is answered in words."""

from typing import Any

import pytest

from rematch_common.keys import NewKey
from rematch_ingest.domain.queue import MOST_HELD
from tests.contract.queues import wanting
from tests.unit.ingest.queue_cases import ADMIN, FEED, POSTING, RECRUITER, STRANGER, WORKER, refusal, served


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("jobs", {"platform": "dice", "jobs": [POSTING]}),
        ("complete", {"total_jobs_found": 1}),
        ("fail", {"error": "no"}),
    ],
)
@pytest.mark.parametrize("key", [STRANGER, ADMIN], ids=["stranger", "admin"])
async def test_another_keys_round_is_not_known(step: str, body: dict[str, Any], key: NewKey) -> None:
    async with served("Baker") as whole:
        role = await whole.next(WORKER)
        refusal(await whole.step(role["queue_id"], step, body, key), 404)
        refusal(await whole.step(role["queue_id"], step, {**body, "round": role["round"] + 1}), 404)
        refusal(await whole.step(role["queue_id"] + 1, step, body), 404)
        assert not whole.published()
        assert (await whole.step(role["queue_id"], step, {**body, "round": role["round"]})).status_code < 300


@pytest.mark.parametrize("key", [FEED, RECRUITER], ids=["feed", "recruiter"])
async def test_only_a_key_that_was_given_the_queue_works_it(key: NewKey) -> None:
    async with served("Baker") as whole:
        told = refusal(await whole.ask("GET", "/v1/scrape-queue/next", key=key), 403)
        assert "queue:work" in told["detail"]
        refusal(await whole.ask("GET", "/v1/scrape-queue/status", key=key), 403)
        refusal(await whole.client.get("/v1/scrape-queue/next"), 401)
        assert (await whole.next(WORKER))["normalized_role"] == "baker"


@pytest.mark.parametrize("step", ["jobs", "complete", "fail"])
async def test_a_feed_s_key_ends_no_round(step: str) -> None:
    async with served("Baker") as whole:
        role = await whole.next(WORKER)
        refusal(await whole.step(role["queue_id"], step, {"platform": "dice", "jobs": [], "error": "no"}, FEED), 403)


async def test_who_has_too_many_roles_is_told_which_to_complete_first() -> None:
    titles = [[f"Maker of {who * 10 + at} things" for at in range(10)] for who in range(3)]
    async with served() as whole:
        for who, some in enumerate(titles):
            whole.queue.note(wanting(*some, who=f"c-{who}"))
        held = [await whole.next() for _ in range(MOST_HELD)]
        told = refusal(await whole.ask("GET", "/v1/scrape-queue/next"), 409)
        assert f"role {held[0]['queue_id']}" in told["detail"]
        assert (await whole.step(held[0]["queue_id"], "complete", {})).status_code == 200
        await whole.next()
        assert "409" in whole.api.openapi()["paths"]["/v1/scrape-queue/next"]["get"]["responses"]


async def test_a_key_may_be_shown_as_scrapers_do() -> None:
    async with served("Baker") as whole:
        for header in ("X-Scraper-API-Key", "x-api-key"):
            answer = await whole.client.get("/api/scrape-queue/status", headers={header: WORKER.text})
            assert answer.status_code == 200


async def test_only_an_admin_gives_priority() -> None:
    async with served("Baker") as whole:
        queue_id = (await whole.next())["queue_id"]
        path = f"/v1/scrape-queue/{queue_id}"
        refusal(await whole.ask("PATCH", path, {"priority": 4}), 403)
        assert (await whole.ask("PATCH", path, {"priority": 4}, ADMIN)).json()["priority"] == 4
        assert refusal(await whole.ask("PATCH", path, {"priority": 99}, ADMIN), 422)["field"] == "priority"
        refusal(await whole.ask("PATCH", "/v1/scrape-queue/99", {"priority": 1}, ADMIN), 404)


HOSTILE: list[tuple[str, Any, str]] = [
    ("jobs", {"platform": "nowhere", "jobs": []}, "platform"),
    ("jobs", {"platform": "x'; DROP TABLE scrape_queue; --", "jobs": []}, "platform"),
    ("jobs", {"platform": "dice", "jobs": "all"}, "jobs"),
    ("jobs", {"platform": "dice", "jobs": [POSTING] * 1001}, "jobs"),
    ("jobs", {"platform": "dice", "jobs": [], "round": 2**40}, "round"),
    ("complete", {"total_jobs_found": -1}, "total_jobs_found"),
    ("complete", {"total_jobs_found": 10**30}, "total_jobs_found"),
    ("fail", {"error": "x" * 2000}, "error"),
    ("fail", {"error": "no", "platform": "nowhere"}, "platform"),
    ("fail", {}, "error"),
]


@pytest.mark.parametrize(("step", "body", "name"), HOSTILE)
async def test_a_wrong_field_is_named(step: str, body: Any, name: str) -> None:
    async with served("Baker") as whole:
        queue_id = (await whole.next())["queue_id"]
        assert refusal(await whole.step(queue_id, step, body), 422)["field"] == name


async def test_whatever_a_stranger_writes_is_no_surprise() -> None:
    deep: Any = []
    for _ in range(400):
        deep = [deep]
    async with served("Baker") as whole:
        queue_id = (await whole.next())["queue_id"]
        for bad in (0, -1, 2**63, 2**200):
            refusal(await whole.step(bad, "complete", {}), 422)
        refusal(await whole.ask("POST", "/v1/scrape-queue/one/complete", {}), 422)
        answer = await whole.step(
            queue_id, "jobs", {"platform": "dice", "jobs": [deep, None, {"job_id": {"a": 1}}, {}]}
        )
        assert (answer.status_code, answer.json()["accepted"]) == (422, 0)
        for content in (b"{", b"\xff", b"[" * 100_000, b'{"platform": "dice", "jobs": [NaN]}'):
            headers = {"Authorization": f"Bearer {WORKER.text}", "Content-Type": "application/json"}
            sent = await whole.client.post(f"/v1/scrape-queue/{queue_id}/jobs", content=content, headers=headers)
            assert 400 <= sent.status_code < 500
        headers = {"Authorization": f"Bearer {WORKER.text}", "Content-Type": "application/json"}
        odd = rb'{"error": "no\u0000\ud800 \u001b[31m", "platform": "dice"}'
        answer = await whole.client.post(f"/v1/scrape-queue/{queue_id}/fail", content=odd, headers=headers)
        assert answer.status_code == 200
        status = (await whole.ask("GET", "/v1/scrape-queue/status")).json()
        assert status["recent_activity"][0]["last_error"] == "no [31m"
