"""What the routes of the scrape queue answer, in the words that scrapers know."""

from collections.abc import Sequence
from typing import Any

from rematch_ingest.api.common import told
from rematch_ingest.domain.queue import Entry
from rematch_ingest.handlers.answers import Answer
from rematch_ingest.ports.scrape_queue import Given, Overview


def given(told: Given) -> dict[str, Any]:
    entry = told.entry
    return {
        "queue_id": entry.queue_id,
        "round": entry.round,
        "normalized_role": entry.role,
        "display_role": entry.display,
        "category": entry.category,
        "platforms": _platforms(entry),
        "location_hints": list(told.hints),
        "candidate_count": entry.candidate_count,
        "scrape_started_at": entry.started_at,
        "scrape_ref": entry.scrape_ref,
    }


def delivered(entry: Entry, platform: str, answers: Sequence[Answer], waiting: int) -> dict[str, Any]:
    accepted = sum(answer.accepted for answer in answers)
    good = accepted > 0 or not answers
    return {
        "success": good,
        "message": f"Queued {accepted} jobs for processing" if good else "No posting could be accepted",
        "queue_id": entry.queue_id,
        "platform": platform,
        "jobs_received": len(answers),
        "processing_queue_position": waiting,
        "platforms_remaining": entry.open_sites,
        "accepted": accepted,
        "rejected": len(answers) - accepted,
        "results": [told(answer, "ingest_id") for answer in answers],
    }


def completed(entry: Entry) -> dict[str, Any]:
    return {
        "success": True,
        "message": "Role completed and rotated back to queue",
        "queue_id": entry.queue_id,
        "next_scrape_position": "end of queue",
        "candidates_to_match": max(entry.candidate_count, 0),
    }


def failed(entry: Entry, retry: bool) -> dict[str, Any]:
    told = "Failure recorded, role will retry" if retry else "Failure recorded, role rests for a day"
    return {
        "success": True,
        "message": told,
        "queue_id": entry.queue_id,
        "retry_count": entry.retries,
        "will_retry": retry,
        "platforms_remaining": entry.open_sites if entry.status == "scraping" else [],
    }


def status(overview: Overview, waiting: int) -> dict[str, Any]:
    counts = {state: overview.counts.get(state, 0) for state in ("pending", "scraping", "failed")}
    return {
        "queue_stats": {"total_roles": sum(counts.values()), **counts},
        "processing_queue": {"pending": waiting, "received_today": overview.found_today},
        "recent_activity": [shown(entry) for entry in overview.recent],
    }


def shown(entry: Entry) -> dict[str, Any]:
    return {
        "queue_id": entry.queue_id,
        "role": entry.display,
        "normalized_role": entry.role,
        "category": entry.category,
        "status": entry.status,
        "priority": entry.priority,
        "platforms_status": _platforms(entry),
        "candidate_count": max(entry.candidate_count, 0),
        "last_scraped_at": entry.last_scraped_at,
        "scrape_started_at": entry.started_at,
        "total_jobs_found": entry.total_found,
        "retry_count": entry.retries,
        "last_error": entry.last_error,
    }


def _platforms(entry: Entry) -> dict[str, str]:
    return {platform: site.status for platform, site in entry.sites.items()}
