"""What matching knows of an opening and of a person: ids, skills and a vector, no text beyond a small card."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from rematch_common.contracts import CandidateEmbedded, Embedding, JobEmbedded
from rematch_jobtext import canonical_skill, slug

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


def point_id(key: CandidateKey) -> UUID:
    """A person's id in the vector index, which takes nothing but UUIDs."""
    return uuid5(_PEOPLE, f"{key[0]}/{key[1]}")


def vector_of(embeddings: Sequence[Embedding], model: str) -> Vector | None:
    """The vector of the model whose vectors are compared, if there is one; with none named, that of the first."""
    found = next((embedding for embedding in embeddings if model in ("", embedding.model)), None)
    return Vector.of(found) if found else None


def job_facts(job: JobEmbedded, model: str = "") -> JobFacts:
    place = job.locations[0].text if job.locations else None
    url = next((ad.url for ad in job.ads if ad.url), None)
    card = {"title": job.title, "company": job.company, "location": place, "url": url}
    if job.posted_at is not None:
        card["posted_at"] = job.posted_at.isoformat()
    return JobFacts(
        job_id=job.job_id,
        version=job.version,
        alive=True,
        required=frozenset(skill.id for skill in job.skills if skill.importance == "required"),
        preferred=frozenset(skill.id for skill in job.skills if skill.importance == "preferred"),
        vector=vector_of(job.embeddings, model),
        card={name: value for name, value in card.items() if value},
        lineage=job.lineage.model_dump(mode="json", exclude_none=True) if job.lineage else {},
    )


def candidate_facts(candidate: CandidateEmbedded, model: str = "") -> CandidateFacts:
    away = None
    if not candidate.automated_matching:
        away = "consent"
    elif candidate.status != "ready_for_assignment":
        away = "filter"
    return CandidateFacts(
        key=(candidate.tenant_id, candidate.candidate_id),
        version=candidate.version,
        alive=away is None,
        skills=frozenset(filter(None, (canonical_skill(s.name) or slug(s.name) for s in candidate.skills))),
        vector=vector_of(candidate.embeddings, model),
        lineage=candidate.lineage.model_dump(mode="json", exclude_none=True) if candidate.lineage else {},
        away_as=away,
    )
