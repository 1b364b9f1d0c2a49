"""A job that the tenant fills with nobody."""

from rematch_match.domain.bars.naming import is_for
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.terms import Terms


def excluded_title(job: JobFacts, terms: Terms) -> bool:
    return any(is_for(job.asks, title, closely=True) for title in terms.excluded_titles)
