"""Whether an opening, all its ads taken together, contradicts an ad."""

from collections.abc import Sequence
from dataclasses import replace

from rematch_dedup.domain.portrait import Portrait
from rematch_dedup.domain.vetoes import contradict


def opposed(one: Portrait, members: Sequence[Portrait]) -> bool:
    """Whether an ad of the opening contradicts this one, each read in the light of the others: where one says that
    the work is done at home, no city of another counts (and no country, where it is offered in all of Europe), and an
    opening may have been given several numbers."""
    at_home = any(member.workplace == "remote" for member in members)
    everywhere = at_home and any(_is_wide(member) for member in members)
    # The numbers of two firms say nothing anyhow.
    numbers = frozenset[str]().union(*(m.requisitions for m in members if m.company == one.company))
    for member in members:
        seen = member
        if at_home and (everywhere or member.workplace != "remote"):
            seen = replace(member, workplace="remote", places=() if everywhere else member.places)
        if member.company == one.company and member.requisitions != numbers:
            seen = replace(seen, requisitions=numbers)
        if contradict(one, seen):
            return True
    return False


def _is_wide(portrait: Portrait) -> bool:
    """Offered in Europe, or in several countries."""
    return len(portrait.countries) > 1 or any(country is None and area for country, area, _ in portrait.places)
