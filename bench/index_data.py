"""People for a vector index: their vectors lie as those of real ads do under the default model, their skills follow.

Of 1,500 real-looking ads (bench.long_ads) the default model's vectors have an intrinsic dimension of 18 to 23, 90 % of
their variance in 109 directions, cosines of 0.32 at the median and 0.79 to the nearest; these have 14 to 20, some 100,
0.25 and 0.75. Uniform noise has neither neighbours nor clusters, and says nothing about an index.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.facts import Vector, point_id
from rematch_match.ports import Point, Query, Where

DIM, OCCUPATIONS, DIRECTIONS, TENANTS = 384, 400, 160, 20
FAMILIES, COMMON, SPECIAL, DAYS = 12, 40, 12, 1_000
SPACE = "bench-1"
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class World:
    """Where occupations lie, in how many directions their people differ, and which skills belong to them."""

    centres: Floats
    spread: Floats
    basis: Floats
    middle: Floats
    common: list[list[str]]
    shares: NDArray[np.float64]

    @classmethod
    def of(cls, seed: int) -> "World":
        chance = np.random.default_rng(seed)
        ranks = np.arange(1.0, DIRECTIONS + 1)
        basis = np.linalg.qr(chance.normal(size=(DIM, DIRECTIONS)))[0].T
        centres = chance.normal(size=(OCCUPATIONS, DIRECTIONS)) * _unit(ranks**-0.6)
        spread = np.array([chance.permutation(0.75 * _unit(ranks**-0.2)) for _ in range(OCCUPATIONS)])
        middle = 0.7 * _unit(chance.normal(size=DIM))
        shares = np.arange(1.0, OCCUPATIONS + 1) ** -0.7
        common = [
            [f"general-{n}" for n in chance.choice(COMMON, 4, replace=False)]
            + [f"family-{of % FAMILIES}-{n}" for n in chance.choice(COMMON, 6, replace=False)]
            for of in range(OCCUPATIONS)
        ]
        shares = shares / shares.sum()
        return cls(_floats(centres), _floats(spread), _floats(basis), _floats(middle), common, shares)

    def occupations(self, count: int, chance: np.random.Generator) -> NDArray[np.int64]:
        return chance.choice(OCCUPATIONS, count, p=self.shares)

    def vectors(self, occupations: NDArray[np.int64], chance: np.random.Generator) -> Floats:
        apart = chance.normal(size=(len(occupations), DIRECTIONS)).astype("<f4") * self.spread[occupations]
        noise = chance.normal(size=(len(occupations), DIM)).astype("<f4") * (0.1 / DIM**0.5)
        found = (self.centres[occupations] + apart) @ self.basis + self.middle + noise
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), "<f4")

    def skills(self, occupation: int, chance: np.random.Generator) -> frozenset[str]:
        """Some that many have, some of the trade's own, and one in ten of those is so rare that few have it."""
        own = [f"own-{occupation}-{n}" for n in chance.integers(0, SPECIAL, 3)]
        rare = [f"rare-{occupation}-{chance.integers(0, 4)}"] if chance.random() < 0.1 else []
        return frozenset([*chance.choice(self.common[occupation], 4, replace=False), *own, *rare])


def tenants(count: int, chance: np.random.Generator) -> NDArray[np.int64]:
    shares = 1 / np.arange(1, TENANTS + 1)
    return chance.choice(TENANTS, count, p=shares / shares.sum())


def people(world: World, count: int, seed: int) -> list[Point]:
    chance = np.random.default_rng(seed)
    occupations = world.occupations(count, chance)
    days = chance.integers(0, DAYS, count)
    found = zip(
        occupations, tenants(count, chance), world.vectors(occupations, chance), days, range(count), strict=True
    )
    return [
        Point(
            point_id((f"t-{tenant}", f"c-{n}")),
            f"t-{tenant}/c-{n}",
            1,
            Vector(SPACE, at),
            world.skills(int(occupation), chance),
            tenant=f"t-{tenant}",
            # One in five tells none.
            categories=frozenset({f"family-{occupation % FAMILIES}"} if n % 5 else ()),
            posted_day=int(day),
        )
        for occupation, tenant, at, day, n in found
    ]


def queries(world: World, count: int, seed: int, limit: int) -> dict[str, list[Query]]:
    """By shape: what match asks (of a tenant's people; of openings in a trade and of late), and what tries an index."""
    chance = np.random.default_rng(seed)
    occupations = world.occupations(count, chance)
    vectors = [Vector(SPACE, at) for at in world.vectors(occupations, chance)]
    of = [f"t-{tenant}" for tenant in tenants(count, chance)]
    skills = [world.skills(int(occupation), chance) for occupation in occupations]
    trades = [frozenset({f"family-{occupation % FAMILIES}"}) for occupation in occupations]
    wheres: dict[str, list[Where]] = {
        "none": [Where()] * count,
        "tenant": [Where(tenant=tenant) for tenant in of],
        "smallest tenant": [Where(tenant=f"t-{TENANTS - 1}")] * count,
        "tenant and categories": [Where(tenant=t, categories=c) for t, c in zip(of, trades, strict=True)],
        "categories and days": [Where(categories=c, posted_since=DAYS // 2) for c in trades],
        "tenant and skills": [Where(tenant=t, skills=s) for t, s in zip(of, skills, strict=True)],
        "rare skill": [Where(skills=frozenset({f"rare-{occupation}-0"})) for occupation in occupations],
        "1 % of all": [Where(posted_since=DAYS - DAYS // 100)] * count,
    }
    return {
        shape: [Query(vector, limit, where) for vector, where in zip(vectors, each, strict=True)]
        for shape, each in wheres.items()
    }


def _floats(values: NDArray[Any]) -> Floats:
    return np.asarray(values, "<f4")


def _unit(values: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(values / np.linalg.norm(values), "<f8")
