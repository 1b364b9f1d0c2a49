"""A company that the tenant doesn't work with."""

from rematch_jobtext import normal_company
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.terms import Terms


def blocked_company(job: JobFacts, terms: Terms) -> bool:
    return bool(terms.blocked_companies) and normal_company(job.asks.company) in terms.blocked_companies
