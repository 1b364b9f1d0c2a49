"""An opening that was posted too long ago for the tenant."""

from datetime import datetime, timedelta

from rematch_match.domain.facts import JobFacts
from rematch_match.domain.terms import Terms


def too_old(job: JobFacts, terms: Terms, now: datetime) -> bool:
    posted = job.asks.posted_at
    return terms.oldest_days is not None and posted is not None and posted < now - timedelta(days=terms.oldest_days)
