"""What keeps two ads apart however alike their texts are. One veto a file; adding one is a file and a line here."""

from collections.abc import Callable

from rematch_dedup.domain.portrait import Portrait
from rematch_dedup.domain.vetoes.city import city
from rematch_dedup.domain.vetoes.client import client
from rematch_dedup.domain.vetoes.company import company
from rematch_dedup.domain.vetoes.country import country
from rematch_dedup.domain.vetoes.employment import employment
from rematch_dedup.domain.vetoes.experience import experience
from rematch_dedup.domain.vetoes.requisition import requisition
from rematch_dedup.domain.vetoes.salary import salary
from rematch_dedup.domain.vetoes.seniority import seniority
from rematch_dedup.domain.vetoes.title import title

VETOES: dict[str, Callable[[Portrait, Portrait], bool]] = {
    "company": company,
    "country": country,
    "city": city,
    "seniority": seniority,
    "requisition": requisition,
    "salary": salary,
    "employment": employment,
    "experience": experience,
    "title": title,
    "client": client,
}

# All but the title's, those first that are quickly asked and often speak.
_QUICKEST_FIRST = (seniority, employment, salary, experience, company, requisition, country, city)


def objection(one: Portrait, other: Portrait) -> str | None:
    """The first veto that keeps these two apart."""
    return next((name for name, veto in VETOES.items() if veto(one, other)), None)


def contradict(one: Portrait, other: Portrait) -> bool:
    """Whether the first veto is another one than the title's, which isn't firm: that much is quicker to know."""
    for veto in _QUICKEST_FIRST:  # asked of every ad that shares a block, and any() takes twice as long
        if veto(one, other):
            return True
    return client(one, other) and not title(one, other)
