"""What scoring costs, once openings and people are packed: python -m bench.scoring

One posting against 4,000 people of 20 tenants on terms of their own, one person against 4,000 openings, and 4,000 pairs
of 64 openings with 2,000 people go through the same code; and once more with a tenth having reacted to 20 openings.
"""

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import median
from uuid import UUID

import numpy as np

from bench.cpu_time import cpu_milliseconds
from bench.harness import Report, Target, console, spread, table, write_report
from bench.processes import Others
from rematch_jobtext.skills_table import skill_table
from rematch_match.domain.asks import Asks, Brings, Pay
from rematch_match.domain.facts import CandidateFacts, JobFacts, Vector
from rematch_match.domain.packing import packed_person
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Pairs, Scorer
from rematch_match.domain.tastes.alike import alike
from rematch_match.domain.tastes.saying import Said
from rematch_match.domain.tastes.tilt import Tastes
from rematch_match.domain.terms import Terms
from rematch_match.domain.titles import places_named, read_title

PAIRS, TENANTS, ROUNDS = 4_000, 20, 25
LIMIT = 20.0
NOW = datetime(2026, 11, 28, tzinfo=UTC)
_TITLES = (
    "Senior Data Engineer",
    "Data Engineer",
    "Java Developer",
    "Backend Engineer",
    "Data Scientist",
    "DevOps Engineer",
)
_PLACES = ("Berlin, Germany", "Potsdam, Germany", "Munich, Germany", "London, UK", "Austin, TX", "Hamburg, Germany")


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    pairs: Pairs


def shapes(seed: int = 7) -> list[Shape]:
    chance = random.Random(seed)
    people = [_person(number, chance) for number in range(PAIRS)]
    jobs = [_job(number, chance) for number in range(PAIRS)]
    zeros, ordered = np.zeros(PAIRS, np.intp), np.arange(PAIRS, dtype=np.intp)
    return [
        Shape("one posting, 4,000 people", Pairs(jobs[:1], people, zeros, ordered)),
        Shape("one person, 4,000 openings", Pairs(jobs, people[:1], ordered, zeros)),
        Shape("64 openings, 2,000 people", Pairs(jobs[:64], people[:2_000], ordered % 64, ordered % 2_000)),
        Shape("the first, a tenth reacted", Pairs(jobs[:1], _reacted(people, jobs, chance), zeros, ordered)),
    ]


def _reacted(people: Sequence[CandidateFacts], jobs: Sequence[JobFacts], chance: random.Random) -> list[CandidateFacts]:
    def tastes() -> Tastes:
        said = chance.sample(jobs, 20)
        return Tastes.of(Said(job.job_id, "saved", None, NOW.timestamp(), alike(job.asks)) for job in said)

    return [replace(each, tastes=tastes()) if at % 10 == 0 else each for at, each in enumerate(people)]


def _job(number: int, chance: random.Random) -> JobFacts:
    title = read_title(chance.choice(_TITLES))
    skills = chance.sample(_skills(), 12)
    asks = Asks(
        title_core=title.core,
        occupation=title.occupation,
        seniority=title.seniority,
        company=f"Company {number % 50}",
        years_min=float(chance.randint(1, 8)),
        places=places_named([chance.choice(_PLACES)]),
        workplace="hybrid",
        employment_type="full_time",
        pay=Pay(60_000, 80_000, "EUR"),
        posted_at=NOW - timedelta(days=chance.randint(0, 30)),
    )
    required, preferred = frozenset(skills[:8]), frozenset(skills[8:])
    return JobFacts(UUID(int=number), 1, True, required, preferred, _vector(number), asks=asks)


def _person(number: int, chance: random.Random) -> CandidateFacts:
    brings = Brings(
        headline=read_title(chance.choice(_TITLES)),
        titles=tuple(map(read_title, chance.sample(_TITLES, 2))),
        years=float(chance.randint(0, 20)),
        home=places_named([chance.choice(_PLACES)]),
        places=places_named(chance.sample(_PLACES, 2)),
        relocate=chance.choice([True, False, None]),
        remote="ok",
        pay=Pay(float(chance.randint(40, 110)) * 1_000, None, "EUR"),
        employment_types=("full_time",),
    )
    key = (f"t-{number % TENANTS}", f"c-{number}")
    return CandidateFacts(key, 1, True, frozenset(chance.sample(_skills(), 15)), _vector(-number), brings=brings)


def _skills() -> list[str]:
    return sorted(skill.id for skill in skill_table().skills.values() if skill.family == "software")


def _vector(seed: int) -> Vector:
    values = np.random.default_rng(abs(seed)).normal(size=384).astype("<f4")
    return Vector("bench", values / np.linalg.norm(values))


def scorer() -> Scorer:
    """Every tenant has weights of its own, so that no two are scored alike."""
    terms = {f"t-{n}": Terms(version=1, weights={"skills": 0.3 + n / 100}) for n in range(TENANTS)}
    return Scorer(Rarity(1, dict.fromkeys(_skills(), 0.5)), terms.__getitem__, NOW)


def packed_bytes(people: Sequence[CandidateFacts]) -> float:
    """What a person takes in memory beside their facts."""
    packs = [packed_person(person) for person in people]
    return sum(sum(map(sys.getsizeof, pack)) + sys.getsizeof(pack) for pack in packs) / len(packs)


def main() -> None:
    others, found = Others(), {}
    made, judge = shapes(), scorer()
    for shape in made:
        found[shape.name] = cpu_milliseconds(lambda shape=shape: judge.score(shape.pairs), ROUNDS)  # type: ignore[misc]
    rows = [(name, f"{median(spent):.1f}", f"{PAIRS / median(spent):.0f}") for name, spent in found.items()]
    table(f"{PAIRS} pairs", ("shape", "ms of CPU", "pairs a ms"), rows)
    size = packed_bytes(made[0].pairs.people)
    console.print(f"packed, a person takes {size:.0f} bytes")
    figures = {"ms": {name: spread(spent) for name, spent in found.items()}, "bytes_a_person": round(size)}
    first = median(next(iter(found.values())))
    write_report(Report("scoring", figures, (Target("4,000 pairs", round(first, 1), LIMIT, "ms"),), [others.cores()]))


if __name__ == "__main__":
    main()
