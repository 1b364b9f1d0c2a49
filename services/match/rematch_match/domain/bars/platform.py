"""An opening that none of the tenant's platforms shows."""

from rematch_match.domain.facts import JobFacts
from rematch_match.domain.terms import Terms


def other_platform(job: JobFacts, terms: Terms) -> bool:
    return bool(terms.platforms) and terms.platforms.isdisjoint(job.asks.platforms)
