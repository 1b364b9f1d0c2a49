"""A company that the tenant doesn't work with."""

from functools import lru_cache

from rematch_jobtext import normal_company
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.terms import Terms


def blocked_company(job: JobFacts, terms: Terms) -> bool:
    return bool(terms.blocked_companies) and _spelt(job.asks.company) in terms.blocked_companies


_spelt = lru_cache(maxsize=4_096)(normal_company)
