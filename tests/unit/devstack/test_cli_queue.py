"""What `rematch queue` shows of what ingest tells."""

from rematch_devstack.commands.queue import became, row, summary

ROLE = {
    "queue_id": 7,
    "role": "Python Developer",
    "status": "pending",
    "candidate_count": 3,
    "total_jobs_found": 41,
    "last_scraped_at": None,
    "last_error": None,
}


def test_a_role_that_was_never_scraped() -> None:
    assert row(ROLE) == ("7", "Python Developer", "pending", "3", "41", "-", "-")


def test_a_role_that_failed() -> None:
    failed = {**ROLE, "last_scraped_at": "2026-02-01T10:00:03Z", "last_error": "blocked"}
    assert row(failed)[-2:] == ("2026-02-01 10:00", "blocked")


def test_the_queue_in_a_line() -> None:
    stats = {"total_roles": 1_003, "pending": 1_000, "scraping": 2, "failed": 1}
    told = summary({"queue_stats": stats, "processing_queue": {"pending": 5, "received_today": 12_000}})
    assert told == ("1,003 roles: 1,000 pending, 2 scraping, 1 failed; 12,000 postings today, 5 of them on their way")


def test_a_round_that_was_asked_for_in_a_line() -> None:
    asked = {"run_id": "r", "state": "waiting", "taken_at": None, "ended_at": None, "roles": None, "postings": None}
    assert became(asked).startswith("round r waits for a collector")
    taken = {**asked, "state": "running", "taken_at": "2026-02-01T10:00:03Z"}
    assert became(taken) == "round r began at 2026-02-01 10:00"
    done = {**taken, "state": "done", "ended_at": "2026-02-01T10:05:03Z", "roles": 1, "postings": 1_200}
    assert became(done) == "round r ended at 2026-02-01 10:05: 1 role, 1,200 postings handed in"
