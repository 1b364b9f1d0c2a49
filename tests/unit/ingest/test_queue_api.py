"""What scrapers ask and are answered, in the words that they know; and that one has no part in another's round."""

from datetime import timedelta

import orjson
import pytest

from tests.unit.ingest.queue_cases import POSTING, refusal, served

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
    assert (body["success"], body["queue_id"], body["platform"]) == (True, role["queue_id"], "dice")
    assert (body["jobs_received"], body["accepted"], body["rejected"]) == (3, 1, 2)
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


async def test_to_fail_twice_is_the_same_answer() -> None:
    async with served("Baker") as whole:
        role = await whole.next()
        for failure in ({"platform": "dice", "error": "IP blocked"}, {"error": "no network", "round": role["round"]}):
            first, *others = [await whole.step(role["queue_id"], "fail", failure) for _ in range(4)]
            assert first.status_code == 200
            assert [again.json() for again in others] == [first.json()] * 3
        assert first.json()["retry_count"] == 2
        late = await whole.step(role["queue_id"], "jobs", {"platform": "indeed", "jobs": []})
        assert "ended" in refusal(late, 409)["detail"]
        assert not whole.alerts.events


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
