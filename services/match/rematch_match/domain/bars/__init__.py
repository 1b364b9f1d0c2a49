"""What keeps an opening from all people of a tenant, one bar a file: each needs the opening and the terms only."""

from collections.abc import Callable
from datetime import datetime

from rematch_match.domain.bars.age import too_old
from rematch_match.domain.bars.company import blocked_company
from rematch_match.domain.bars.excluded_place import excluded_place
from rematch_match.domain.bars.excluded_title import excluded_title
from rematch_match.domain.bars.platform import other_platform
from rematch_match.domain.bars.remote_only import not_remote
from rematch_match.domain.bars.salary_floor import below_floor
from rematch_match.domain.bars.wanted_place import elsewhere
from rematch_match.domain.bars.wanted_title import another_title
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.terms import Terms

BARS: tuple[tuple[str, Callable[[JobFacts, Terms], bool]], ...] = (
    ("blocked_company", blocked_company),
    ("platform", other_platform),
    ("remote_only", not_remote),
    ("excluded_location", excluded_place),
    ("wanted_location", elsewhere),
    ("excluded_title", excluded_title),
    ("wanted_title", another_title),
    ("salary_floor", below_floor),
)


def bar(job: JobFacts, terms: Terms, now: datetime | None = None) -> str | None:
    """The slug of the first bar that keeps the opening from the tenant. Its age counts where `now` is told."""
    found = next((slug for slug, keeps in BARS if keeps(job, terms)), None)
    if found is None and now is not None and too_old(job, terms, now):
        return "posting_age"
    return found


def bars_any(terms: Terms) -> bool:
    """Whether there is an opening that these terms could bar."""
    chosen = (terms.blocked_companies, terms.platforms, terms.remote_only, terms.oldest_days, terms.floor.low)
    return any((*chosen, terms.wanted_places, terms.excluded_places, terms.wanted_titles, terms.excluded_titles))


__all__ = ["BARS", "bar", "bars_any"]
