"""What matching knows of an opening and of a person: no name, no address, no text of a CV."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from rematch_common.contracts import Embedding
from rematch_match.domain.asks import NOTHING_ASKED, NOTHING_BROUGHT, Asks, Brings, OwnAsked
from rematch_match.domain.packed import PackedOpening, PackedPerson
from rematch_match.domain.tastes.tilt import NO_TASTES, Tastes

_PEOPLE = UUID("7a4a4b0e-6c0c-5f0a-b2a5-0f6e3a7d9c55")
_UNFIT = re.compile(r"[^A-Za-z0-9_.-]")
_LONGEST_NAME = 160
CandidateKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Vector:
    """A unit vector and the model it is of, by a name that a folder can have too."""

    model: str
    values: NDArray[np.float32]

    @classmethod
    def of(cls, embedding: Embedding) -> "Vector":
        model = _UNFIT.sub("_", f"{embedding.model}-{embedding.model_version}")
        if len(model) > _LONGEST_NAME:
            model = f"{model[:_LONGEST_NAME]}-{uuid5(_PEOPLE, model).hex}"
        return cls(model, np.frombuffer(embedding.to_bytes(), "<f4"))

    @property
    def space(self) -> str:
        """Model and dimension: only vectors of one space compare, and only they share an index."""
        return f"{self.model}.{len(self.values)}"

    def cosine(self, other: "Vector") -> float | None:
        return float(self.values @ other.values) if self.space == other.space else None


@dataclass(frozen=True, slots=True)
class JobFacts:
    """An opening. `alive` is false once it is closed; then only its id and version count."""

    job_id: UUID
    version: int
    alive: bool
    required: frozenset[str] = frozenset()
    preferred: frozenset[str] = frozenset()
    vector: Vector | None = None
    card: dict[str, Any] = field(default_factory=dict)
    lineage: dict[str, Any] = field(default_factory=dict)
    merged_into: UUID | None = None
    asks: Asks = NOTHING_ASKED
    text: str = ""
    """The clean text of the posting; loaded only where it is read or shown."""
    own: Mapping[str, OwnAsked] = field(default_factory=dict)
    """By tenant: those whose own skills change what the opening asks for."""
    reading: int = 0
    """Which of the tenants' own skills are in `own`: those up to this change of them."""
    packed: list[PackedOpening] = field(default_factory=list, init=False, compare=False, repr=False)
    """Empty until the opening is scored for the first time."""
    read_by: dict[str, "JobFacts"] = field(default_factory=dict, init=False, compare=False, repr=False)
    """As tenants with skills of their own read it, once they have; see own_skills."""

    @property
    def skills(self) -> frozenset[str]:
        return self.required | self.preferred


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """A person. `alive` is false when they are erased, not to be matched, or don't wish to be: `away_as` says which."""

    key: CandidateKey
    version: int
    alive: bool
    skills: frozenset[str] = frozenset()
    vector: Vector | None = None
    lineage: dict[str, Any] = field(default_factory=dict)
    away_as: str | None = None
    brings: Brings = NOTHING_BROUGHT
    told: frozenset[str] = frozenset()
    """The skills as they were told, where the tenant has names of its own for some; empty: as `skills`."""
    reading: int = 0
    """See JobFacts."""
    tastes: Tastes = NO_TASTES
    """What they themselves have made of openings."""
    reacted: int = 0
    """Which of their reactions are in `tastes`: those up to this number."""
    packed: list[PackedPerson] = field(default_factory=list, init=False, compare=False, repr=False)
    """Empty until the person is scored for the first time."""


def point_id(key: CandidateKey) -> UUID:
    """A person's id in the vector index, which takes nothing but UUIDs."""
    return uuid5(_PEOPLE, f"{key[0]}/{key[1]}")
