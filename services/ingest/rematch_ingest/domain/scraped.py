"""Postings as a scraper hands them in for a role."""

import hashlib
from typing import Any

from rematch_ingest.domain.queue import Entry

# Said of all of them together: of which platform they are, and by whose scrape they came. When they were scraped is
# when they come: a plain date, or a clock that is late, would put them before their own round, whose report then
# counts them as missed.
_TOLD_ONCE = ("source", "platform", "scrape_ref", "scrape_role", "scraped_at")
_IDS = ("external_id", "external_job_id", "job_id", "url", "job_url")


def of_round(item: Any, platform: str, entry: Entry) -> Any:
    """A posting, as `POST /v1/jobs` would take it. What is no object passes as it is, and is refused by name there."""
    if not isinstance(item, dict):
        return item
    own = {name: value for name, value in item.items() if name not in _TOLD_ONCE}
    return {**own, "source": platform, "scrape_ref": entry.scrape_ref, "scrape_role": entry.role}


def ad_of(item: Any) -> str:
    """What tells one ad of a platform from another, in few characters."""
    told = next((str(item[name]).strip() for name in _IDS if item.get(name)), "") if isinstance(item, dict) else ""
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=12).hexdigest()
