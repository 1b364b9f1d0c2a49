"""Another job than those that the tenant wants."""

from rematch_match.domain.bars.naming import is_for
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.terms import Terms


def another_title(job: JobFacts, terms: Terms) -> bool:
    return bool(terms.wanted_titles) and not any(
        is_for(job.asks, title, closely=False) for title in terms.wanted_titles
    )
