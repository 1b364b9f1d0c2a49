"""Work that isn't known to be done from home, for a tenant that wants no other."""

from rematch_match.domain.facts import JobFacts
from rematch_match.domain.terms import Terms


def not_remote(job: JobFacts, terms: Terms) -> bool:
    return terms.remote_only and job.asks.workplace != "remote"
