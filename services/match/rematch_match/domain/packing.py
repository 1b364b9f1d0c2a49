"""Facts to bytes, once for each: what scoring compares, as numbers."""

import math
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from rematch_jobtext import adjacent, implied_by, skill_kind
from rematch_match.domain.asks import Brings, WishedTitle
from rematch_match.domain.conditions import bits
from rematch_match.domain.credentials import ANY, alternatives, decisive
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.languages import is_fluency
from rematch_match.domain.levels import level_of
from rematch_match.domain.measures import amount_of, dollars, places_packed, space_of, titles_packed
from rematch_match.domain.packed import (
    ASKED,
    CREDIT,
    EASY_LICENCE,
    HAD,
    HOME,
    LACKED,
    LICENCE,
    OPENING,
    ORDINARY,
    PERSON,
    REQUIRED,
    SOFT,
    TITLED,
    TONGUE,
    WANTED,
    PackedOpening,
    PackedPerson,
    bytes_of,
)
from rematch_match.domain.titles import read_title
from rematch_match.domain.vocabulary import number_of, sign_of

WORKPLACES = ("unknown", "onsite", "hybrid", "remote")
REMOTE_WISHES = ("no", "ok", "only")
EMPLOYMENTS = ("full_time", "part_time", "contract", "temporary", "internship")
_UNKNOWN = float("nan")
_ALSO = {"contract": ("temporary",), "temporary": ("contract",), "part_time": ("internship",)}
_KINDS = {"soft": SOFT, "licence": EASY_LICENCE, "spoken_language": TONGUE}
# Who has practised a skill for less than a year has less of it.
_LEARNT, _LITTLE = 1.0, 0.85


def packed_opening(job: JobFacts) -> PackedOpening:
    if not job.packed:
        job.packed.append(_opening(job))
    return job.packed[0]


def packed_person(person: CandidateFacts) -> PackedPerson:
    if not person.packed:
        person.packed.append(_person(person))
    return person.packed[0]


def asked_skills(job: JobFacts) -> list[str]:
    """In the order in which an opening's skills are packed."""
    return sorted(job.skills)


def _opening(job: JobFacts) -> PackedOpening:
    asks = job.asks
    own = WishedTitle(asks.title_core, asks.occupation, asks.seniority) if asks.title_core else None
    titles = titles_packed(own, [read_title(role) for role in asks.roles])
    return PackedOpening(
        head=_opening_head(job),
        asked=_asked(job),
        credits=_credits(asked_skills(job)),
        titles=titles[0],
        words=titles[1],
        places=places_packed(asks.places, HOME),
    )


def _asked(job: JobFacts) -> bytes:
    groups = alternatives(asked_skills(job), job.asks.evidence)
    rows = [(number_of(skill), importance_of(job, skill), _kind(skill), group) for skill, group in groups]
    return bytes_of(ASKED, rows)


def importance_of(job: JobFacts, skill: str) -> int:
    """What the very title names is the work itself."""
    titled = job.asks.evidence.get(skill) == job.asks.title
    return (TITLED if titled else REQUIRED) if skill in job.required else 0


def _kind(skill: str) -> int:
    if decisive(skill):
        return LICENCE
    return TONGUE if is_fluency(skill) else _KINDS.get(skill_kind(skill) or "", ORDINARY)


def _opening_head(job: JobFacts) -> bytes:
    asks = job.asks
    return np.array(
        (
            amount_of(asks.years_min),
            amount_of(asks.years_max),
            level_of(WishedTitle(asks.title_core, asks.occupation, asks.seniority)),
            dollars(asks.pay.low, asks.pay.currency),
            dollars(asks.pay.high, asks.pay.currency),
            asks.posted_at.timestamp() if asks.posted_at else _UNKNOWN,
            WORKPLACES.index(asks.workplace),
            EMPLOYMENTS.index(asks.employment_type) if asks.employment_type in EMPLOYMENTS else -1,
            bits(asks.conditions),
            sign_of(asks.industry.casefold() if asks.industry else None),
            space_of(job.vector),
        ),
        OPENING,
    ).tobytes()


def _credits(asked: Sequence[str]) -> bytes:
    """Sorted by skill: what each skill that somebody may have is worth to each that is asked for."""
    rows = [
        (number_of(other), at, other == skill, share)
        for at, skill in enumerate(asked)
        for other, share in worth_for(skill).items()
    ]
    return bytes_of(CREDIT, sorted(rows))


@lru_cache(maxsize=16_384)
def worth_for(skill: str) -> dict[str, float]:
    """Every skill that is worth something where this one is asked for; itself is worth 1, as is what implies it."""
    return {**adjacent(skill), **dict.fromkeys(_implying().get(skill, ()), 1.0), skill: 1.0}


@cache
def _implying() -> dict[str, list[str]]:
    from rematch_jobtext.skills_table import skill_table

    found: dict[str, list[str]] = {}
    for one in skill_table().skills:
        for other in implied_by(one):
            found.setdefault(other, []).append(one)
    return found


def _person(person: CandidateFacts) -> PackedPerson:
    brings = person.brings
    titles, words = titles_packed(brings.headline, brings.titles)
    had = [(number_of(skill), _practice(brings, skill)) for skill in sorted(person.skills)]
    return PackedPerson(
        head=_person_head(person),
        skills=bytes_of(HAD, had),
        titles=titles,
        words=words,
        places=places_packed(brings.home, HOME) + places_packed(brings.places, WANTED),
        lacked=np.array(sorted(map(number_of, brings.lacks)), LACKED).tobytes(),
    )


def _person_head(person: CandidateFacts) -> bytes:
    brings = person.brings
    head = (
        amount_of(brings.years),
        _level(brings),
        dollars(brings.pay.low or brings.pay.high, brings.pay.currency),
        sum(map(decisive, person.skills)),
        ANY in brings.lacks,
        REMOTE_WISHES.index(brings.remote) if brings.remote else -1,
        -1 if brings.relocate is None else int(brings.relocate),
        bits(brings.refuses),
        _employments(brings),
        space_of(person.vector),
    )
    return bytes_of(PERSON, [head])


def _level(brings: Brings) -> float:
    """What they are tells more than what they want to be."""
    told = (level_of(title) for title in (brings.headline, *brings.titles) if title is not None)
    return next((level for level in told if not math.isnan(level)), _UNKNOWN)


def _employments(brings: Brings) -> int:
    """A bit a kind. Who takes contracts takes temporary work; a student's job for some hours is a placement, too."""
    wished = set(brings.employment_types) & set(EMPLOYMENTS)
    wished |= {also for name in wished for also in _ALSO.get(name, ())}
    return sum(1 << EMPLOYMENTS.index(name) for name in wished)


def _practice(brings: Brings, skill: str) -> float:
    return _LITTLE if brings.skill_years.get(skill, _LEARNT) < _LEARNT else 1.0
