"""An opening and the one person for it, that reach two match workers at the same moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

import numpy as np

from rematch_common.clock import utc_now
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import (
    EMBEDDED_CANDIDATES,
    EMBEDDED_JOBS,
    CandidateEmbedded,
    CandidateSkill,
    Embedding,
    JobEmbedded,
    SkillRequirement,
    examples_jobs,
    examples_matches,
)
from rematch_common.records import Outgoing
from tests.reliability.harness.ledger import craft
from tests.reliability.harness.meeting import Assigned, Owned

_DIM = 384


@dataclass(frozen=True)
class Couple:
    """Each has a skill that nobody else in the world has, and a vector that is near to nobody else's."""

    job: JobEmbedded
    person: CandidateEmbedded

    @property
    def key(self) -> str:
        return f"{self.person.key}/{self.job.job_id}"

    @property
    def records(self) -> tuple[Outgoing, Outgoing]:
        stamp = Stamp("reliability", utc_now())
        return encode(EMBEDDED_JOBS, self.job.key, self.job, stamp), encode(
            EMBEDDED_CANDIDATES, self.person.key, self.person, stamp
        )


def make(tenant: str, count: int, seed: int) -> list[Couple]:
    random = Random(f"{tenant}/{seed}")
    return [_couple(tenant, number, random) for number in range(count)]


def _couple(tenant: str, number: int, random: Random) -> Couple:
    numbers = np.random.default_rng(random.getrandbits(32)).normal(size=_DIM)
    near = (Embedding.of("halves", "1", numbers / np.linalg.norm(numbers)),)
    skill = craft(random)
    asks = {"skills": (SkillRequirement(id=skill),), "job_id": UUID(int=random.getrandbits(128), version=4)}
    has = {"skills": (CandidateSkill(name=skill),), "tenant_id": tenant, "candidate_id": f"c-{number}"}
    both = {"version": 1, "embeddings": near, "lineage": None}
    return Couple(
        examples_jobs.EMBEDDED[0].model_copy(update=both | asks),
        examples_matches.EMBEDDED_CANDIDATES[0].model_copy(update=both | has),
    )


def owned(openings: Assigned, people: Assigned) -> list[Owned]:
    """Pairs of partitions, the opening's with one worker and the person's with the other, in turn either way round."""
    one, other = openings
    ways = [(openings[here], people[there]) for here, there in ((one, other), (other, one))]
    return [pair for two in zip(*(_each(*way) for way in ways), strict=False) for pair in two]


def _each(these: frozenset[int], those: frozenset[int]) -> list[Owned]:
    return [(here, there) for here in sorted(these) for there in sorted(those)]


def faults(couples: Sequence[Couple], found: Mapping[str, str], where: str) -> list[str]:
    """`found`: what is said last of each pair."""
    wanted = {couple.key for couple in couples}
    return [
        *(f"{where}: no match {key} but {found.get(key)}" for key in sorted(wanted) if found.get(key) != "active"),
        *(f"{where}: {key} is one too many" for key in sorted(found.keys() - wanted)),
    ]
