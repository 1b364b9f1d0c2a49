"""People in tenants of very different sizes, and postings that some of them fit: as many as wished, always the same.

Everybody has a role, and so has every posting. Those of one role share most skills and are near in meaning; the skills
themselves are as unevenly spread as in life: a few are asked for everywhere, most are rare.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from rematch_common.contracts import Embedding, JobEmbedded, Lineage, SkillRequirement
from rematch_jobtext.skills_table import skill_table
from rematch_match.domain.asks import Brings, Place
from rematch_match.domain.facts import CandidateFacts, Vector
from rematch_match.domain.titles import read_title

TENANTS = 20
PER_ROLE = 100
"""People of one role: about so many fit a posting."""
MODEL, DIM = "bench", 384
_ASKED, _HAD, _OTHER = 7, (4, 7), 4
_FIELDS = 25
# What a text shares with all texts, with those of its field, and with those of its role; the rest is its own.
_COMMON, _FIELD, _ROLE, _OWN = 0.35, 0.45, 0.55, 0.6
_HEADS = ("Engineer", "Analyst", "Nurse", "Manager", "Technician", "Designer", "Accountant", "Teacher", "Electrician")
_CITIES = ("Berlin", "Hamburg", "Munich", "Cologne", "Leipzig", "Dresden", "Bremen", "Essen")
_JOBS = UUID("1c5be9a2-6a53-4f8e-9c1f-3f0f5e1b7a10")


@dataclass(frozen=True, slots=True)
class Role:
    """What those of one role share."""

    title: str
    skills: tuple[str, ...]
    centre: NDArray[np.float32]


def sizes(people: int) -> dict[str, int]:
    """Tenants' sizes by Zipf's law; their names say nothing of it."""
    weights = 1 / np.arange(1, TENANTS + 1)
    counts = np.floor(people * weights / weights.sum()).astype(int)
    counts[0] += people - counts.sum()
    names = np.random.default_rng(3).permutation(TENANTS)
    return {f"tenant-{name:02}": int(count) for name, count in zip(names, counts, strict=True)}


@cache
def roles(count: int) -> list[Role]:
    chance = np.random.default_rng(5)
    names, spread = _skills()
    common, fields = _unit(chance, 1), _unit(chance, _FIELDS)
    made = []
    for number in range(count):
        skills = tuple(names[at] for at in chance.choice(len(names), _ASKED, replace=False, p=spread))
        centre = _COMMON * common[0] + _FIELD * fields[number % _FIELDS] + _ROLE * _unit(chance, 1)[0]
        made.append(Role(f"{skills[-1].title()} {_HEADS[number % len(_HEADS)]}", skills, centre))
    return made


def crowd(people: int) -> Iterator[CandidateFacts]:
    """All people, tenant by tenant."""
    known, (names, spread) = roles(people // PER_ROLE), _skills()
    chance = np.random.default_rng(7)
    number = 0
    for tenant, size in sizes(people).items():
        picked, values = chance.integers(len(known), size=size), _unit(chance, size)
        others = chance.choice(len(names), (size, _OTHER), p=spread)
        for role, own, other in zip((known[at] for at in picked), values, others, strict=True):
            had = chance.choice(role.skills, chance.integers(*_HAD, endpoint=True), replace=False)
            yield CandidateFacts(
                key=(tenant, f"c-{number}"),
                version=1,
                alive=True,
                skills=frozenset(map(str, had)) | {names[at] for at in other},
                vector=Vector(f"{MODEL}-1", near(role, own)),
                brings=_brings(role.title, number),
            )
            number += 1


def posting(number: int, people: int, now: datetime) -> JobEmbedded:
    """An opening for a role, whose turn it is."""
    known = roles(people // PER_ROLE)
    role = known[number * 7919 % len(known)]
    values = near(role, _unit(np.random.default_rng(10_000 + number), 1)[0])
    return JobEmbedded(
        job_id=uuid5(_JOBS, str(number)),
        version=1,
        title=role.title,
        title_core=role.title,
        company=f"Company {number % 500}",
        description=f"{role.title} wanted. You know {', '.join(role.skills)}.",
        skills=tuple(SkillRequirement(id=skill) for skill in role.skills),
        content_hash="0" * 64,
        first_seen=now,
        posted_at=now - timedelta(hours=number % 48),
        embeddings=(Embedding.of(MODEL, "1", values.tolist()),),
        text_hash="0" * 64,
        lineage=Lineage(received_at=now, embedded_at=now),
    )


def near(role: Role, own: NDArray[np.float32]) -> NDArray[np.float32]:
    values: NDArray[np.float32] = role.centre + _OWN * own
    values /= np.linalg.norm(values)
    return values


_read = cache(read_title)


def _brings(title: str, number: int) -> Brings:
    read, place = _read(title), Place(_CITIES[number % len(_CITIES)], None, "DE")
    return Brings(headline=read, titles=(read,), years=float(number % 15), home=(place,))


@cache
def _skills() -> tuple[Sequence[str], NDArray[np.float64]]:
    names = sorted(skill_table().skills)
    weights = 1 / (np.arange(len(names)) + 10.0) ** 0.9
    return [names[at] for at in np.random.default_rng(1).permutation(len(names))], weights / weights.sum()


def _unit(chance: np.random.Generator, count: int) -> NDArray[np.float32]:
    values = chance.standard_normal((count, DIM), dtype=np.float32)
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    return values
