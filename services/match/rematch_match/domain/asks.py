"""What an opening asks and offers, and what a person brings and wishes, beyond skills and vectors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Workplace = Literal["remote", "hybrid", "onsite", "unknown"]
RemoteWish = Literal["only", "ok", "no"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place as far as it is known, in the words of rematch_jobtext."""

    city: str | None = None
    region: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Pay:
    """Money for a year."""

    low: float | None = None
    high: float | None = None
    currency: str | None = None


NO_PAY = Pay()


@dataclass(frozen=True, slots=True)
class Asks:
    """What an opening asks and offers. None, or nothing in it, is not known; it is never taken as a no."""

    title: str = ""
    title_core: str = ""
    occupation: str | None = None
    seniority: str | None = None
    company: str = ""
    industry: str | None = None
    platforms: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    years_min: float | None = None
    years_max: float | None = None
    places: tuple[Place, ...] = ()
    workplace: Workplace = "unknown"
    employment_type: str | None = None
    pay: Pay = NO_PAY
    posted_at: datetime | None = None
    conditions: tuple[str, ...] = ()
    """Beyond skill: a permit to work, nights, weekends, days away."""
    evidence: Mapping[str, str] = field(default_factory=dict)
    """Of a skill, the sentence of the posting that asks for it."""


@dataclass(frozen=True, slots=True)
class WishedTitle:
    """A role that somebody has or wants, as titles are read."""

    core: str
    occupation: str | None = None
    seniority: str | None = None


@dataclass(frozen=True, slots=True)
class Brings:
    """What a person brings and wishes. None, or nothing in it, is not known."""

    headline: WishedTitle | None = None
    titles: tuple[WishedTitle, ...] = ()
    years: float | None = None
    skill_years: Mapping[str, float] = field(default_factory=dict)
    primary: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    """Licences that they say are lost, or not won yet."""
    home: tuple[Place, ...] = ()
    places: tuple[Place, ...] = ()
    """Where they wish to work."""
    remote: RemoteWish | None = None
    relocate: bool | None = None
    pay: Pay = NO_PAY
    employment_types: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    """The conditions of openings that they say they don't meet."""


@dataclass(frozen=True, slots=True)
class OwnAsked:
    """What an opening asks for of the skills that a tenant has added."""

    required: frozenset[str] = frozenset()
    preferred: frozenset[str] = frozenset()
    instead: frozenset[str] = frozenset()
    """Skills of the opening that are other names for these."""
    evidence: Mapping[str, str] = field(default_factory=dict)


NOTHING_ASKED = Asks()
NOTHING_BROUGHT = Brings()
