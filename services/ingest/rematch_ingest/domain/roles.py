"""The role that a title names, however it is written: "Sr. Python Dev" and "Python developers" want the same jobs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rematch_common.contracts import CandidateChanged
from rematch_ingest.domain.hints import hints_of
from rematch_jobtext import mask_contacts, occupation, occupation_name, title_parts

# What one person may add to a queue that all share.
MOST_ROLES = 10
_LONGEST = 100
_APART = re.compile(r"[^\w+#]+")
_MASKED = re.compile(r"\[(?:email|phone)\]")
_LETTER = re.compile(r"[^\W\d_]")
# Levels name no job, and a crawl of "all" is one of everything.
_NO_ROLES = frozenset({"all", "any", "senior", "junior", "lead", "manager", "intern", "director", "other", "none"})
_SPELLED = {"dotnet-developer": ".NET Developer", "nodejs-developer": "Node.js Developer"}
_CAPITALS = frozenset(
    {"qa", "it", "ux", "ui", "bi", "hr", "crm", "erp", "seo", "sea", "sap", "api", "etl", "rn", "cad"}
)


@dataclass(frozen=True, slots=True)
class Role:
    """`slug`: what all spellings have in common; `display`: what to type into a platform's search."""

    slug: str
    display: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A role that a person would like, in their own words, and where; `place` is its rank, 1 the first."""

    role: Role
    title: str
    place: int
    hints: tuple[str, ...] = ()


@lru_cache(maxsize=4_096)
def read_role(title: str) -> Role | None:
    """None where no job is named. A known occupation is told by its own name: whatever else stands in a person's
    title stays theirs."""
    core = title_parts(_MASKED.sub(" ", mask_contacts(title))).core
    known, _ = occupation(core)
    name = _SPELLED.get(known, occupation_name(known)) if known else core
    slug = (known or _APART.sub("_", core.casefold())).replace("-", "_")[:_LONGEST].strip("_")
    if slug in _NO_ROLES or not _LETTER.search(slug):
        return None
    return Role(slug, _displayed(name))


def wishes_of(candidate: CandidateChanged) -> tuple[Wish, ...]:
    """Only of people who may be matched; nobody is searched for against their will."""
    if candidate.status != "ready_for_assignment" or not candidate.automated_matching:
        return ()
    hints = hints_of(candidate)
    read = _first_of_each(candidate.titles)
    return tuple(Wish(role, title, at, hints) for at, (role, title) in enumerate(read, 1))


def _first_of_each(titles: tuple[str, ...]) -> list[tuple[Role, str]]:
    found: dict[str, tuple[Role, str]] = {}
    for role, title in _read(titles):
        found.setdefault(role.slug, (role, title))
        if len(found) == MOST_ROLES:
            break
    return list(found.values())


def _read(titles: tuple[str, ...]) -> Iterator[tuple[Role, str]]:
    return ((role, title) for title in titles if (role := read_role(title)) is not None)


def _displayed(name: str) -> str:
    """In capitals as a title is; what has some already keeps them."""
    words = name[:_LONGEST].split()
    return " ".join(word.upper() if word in _CAPITALS else word[:1].upper() + word[1:] for word in words)
