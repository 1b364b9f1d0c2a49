"""What scrapers ask and are answered, in the words that they know; and that one has no part in another's round."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from rematch_common.keys import NewKey
from tests.unit.ingest.queue_cases import ADMIN, FEED, POSTING, RECRUITER, STRANGER, WORKER, refusal, served

SIX = ["linkedin", "glassdoor", "indeed", "techfetch", "monster", "dice"]
HOUR = timedelta(hours=1)


async def test_the_next_role_is_told_as_scrapers_know_it() -> None:
    async with served("Sr. Python Dev") as whole:
        told = await whole.next()
    assert told["normalized_role"] == "python_developer"
    assert told["display_role"] == "Python Developer"
    assert told["platforms"] == dict.fromkeys(SIX, "pending")
    assert list(told["platforms"]) == SIX
    assert told["location_hints"] == ["Austin, TX"]
    assert told["candidate_count"] == 1
    assert told["scrape_started_at"].startswith(str(whole.now.year))


@pytest.mark.parametrize("path", ["/api/scrape-queue", "/v1/scrape-queue"])
async def test_an_empty_queue_has_nothing_to_say(path: str) -> None:
    async with served() as whole:
        answer = await whole.ask("GET", f"{path}/next")
    assert (answer.status_code, answer.content) == (204, b"")


async def test_postings_go_on_as_those_of_their_platform_and_role() -> None:
    async with served("Python Developer") as whole:
        role = await whole.next()
        mine = {
            **POSTING,
            "platform": "elsewhere",
            "source": "elsewhere",
            "scrape_role": "all",
            "scraped_at": "2020-01-01",
        }
        answer = await whole.step(role["queue_id"], "jobs", {"platform": "dice", "jobs": [mine, {"title": "x"}, 7]})
        (record,) = whole.published()
    assert answer.status_code == 202
    body = answer.json()
    assert {
        name: body[name] for name in ("success", "queue_id", "platform", "jobs_received", "accepted", "rejected")
    } == {
        "success": True,
        "queue_id": role["queue_id"],
        "platform": "dice",
        "jobs_received": 3,
        "accepted": 1,
        "rejected": 2,
    }
    assert body["message"] == "Queued 1 jobs for processing"
    assert body["processing_queue_position"] == 7
    assert body["platforms_remaining"] == SIX[:-1]
    assert [result["accepted"] for result in body["results"]] == [True, False, False]
    assert body["results"][1]["field"] == "company"
    posting = orjson.loads(record.value or b"")
    assert (posting["source"], posting["external_id"]) == ("dice", "dice_1")
    assert (posting["scrape_ref"], posting["scrape_role"]) == (role["scrape_ref"], "python_developer")
    assert "scraped_at" not in posting


async def test_where_nothing_can_be_accepted_the_platform_is_not_done() -> None:
    async with served("Baker") as whole:
        queue_id = (await whole.next())["queue_id"]
        answer = await whole.step(queue_id, "jobs", {"platform": "dice", "jobs": [{"title": "x"}]})
        assert (answer.status_code, answer.json()["success"]) == (422, False)
        assert "dice" in answer.json()["platforms_remaining"]
        empty = await whole.step(queue_id, "jobs", {"platform": "dice", "jobs": []})
        assert (empty.status_code, "dice" in empty.json()["platforms_remaining"]) == (202, False)


async def test_more_of_a_platform_may_follow() -> None:
    async with served("Baker") as whole:
        queue_id = (await whole.next())["queue_id"]
        for more in (True, False):
            answer = await whole.step(queue_id, "jobs", {"platform": "dice", "jobs": [POSTING], "more": more})
            assert ("dice" in answer.json()["platforms_remaining"]) is more


async def test_a_completed_role_goes_to_the_end_and_saying_so_twice_is_no_harm() -> None:
    async with served("Baker") as whole:
        queue_id = (await whole.next())["queue_id"]
        body = {"total_jobs_found": 127, "notes": "All platforms scraped successfully"}
        answers = [(await whole.step(queue_id, "complete", body)).json() for _ in range(2)]
        assert (
            answers[0]
            == answers[1]
            == {
                "success": True,
                "message": "Role completed and rotated back to queue",
                "queue_id": queue_id,
                "next_scrape_position": "end of queue",
                "candidates_to_match": 1,
            }
        )
        late = await whole.step(queue_id, "jobs", {"platform": "dice", "jobs": [POSTING]})
        assert "ended" in refusal(late, 409)["detail"]
        assert not whole.published()
        assert (await whole.ask("POST", f"/v1/scrape-queue/{queue_id}/complete")).status_code == 200, "without a body"


async def test_a_failure_is_counted_and_tried_again() -> None:
    async with served("Baker") as whole:
        queue_id = (await whole.next())["queue_id"]
        one = await whole.step(queue_id, "fail", {"platform": "linkedin", "error": "IP blocked", "retry": True})
        assert one.json() == {
            "success": True,
            "message": "Failure recorded, role will retry",
            "queue_id": queue_id,
            "retry_count": 1,
            "will_retry": True,
            "platforms_remaining": SIX[1:],
        }
        all_of_it = await whole.step(queue_id, "fail", {"error": "no network"})
        assert (all_of_it.json()["retry_count"], all_of_it.json()["platforms_remaining"]) == (2, [])
        whole.now += HOUR
        assert (await whole.next())["queue_id"] == queue_id


async def test_the_status_counts_and_shows_what_was_touched_last() -> None:
    async with served("Baker", "Plumber") as whole:
        role = await whole.next()
        await whole.step(role["queue_id"], "jobs", {"platform": "dice", "jobs": [POSTING]})
        status = (await whole.ask("GET", "/api/scrape-queue/status")).json()
    assert status["queue_stats"] == {"total_roles": 2, "pending": 1, "scraping": 1, "failed": 0}
    assert status["processing_queue"] == {"pending": 7, "received_today": 1}
    first = status["recent_activity"][0]
    assert (first["role"], first["status"]) == (role["display_role"], "scraping")
    assert first["platforms_status"]["dice"] == "uploaded"


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("jobs", {"platform": "dice", "jobs": [POSTING]}),
        ("complete", {"total_jobs_found": 1}),
        ("fail", {"error": "no"}),
    ],
)
@pytest.mark.parametrize("key", [STRANGER, FEED, ADMIN], ids=["stranger", "feed", "admin"])
async def test_another_keys_round_is_not_known(step: str, body: dict[str, Any], key: NewKey) -> None:
    async with served("Baker") as whole:
        role = await whole.next(WORKER)
        refusal(await whole.step(role["queue_id"], step, body, key), 404)
        refusal(await whole.step(role["queue_id"], step, {**body, "round": role["round"] + 1}), 404)
        refusal(await whole.step(role["queue_id"] + 1, step, body), 404)
        assert not whole.published()
        assert (await whole.step(role["queue_id"], step, {**body, "round": role["round"]})).status_code < 300


async def test_who_may_hand_in_postings_may_work_the_queue_and_nobody_else() -> None:
    async with served("Baker") as whole:
        refusal(await whole.ask("GET", "/v1/scrape-queue/next", key=RECRUITER), 403)
        refusal(await whole.client.get("/v1/scrape-queue/next"), 401)
        assert (await whole.next(FEED))["normalized_role"] == "baker"


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
