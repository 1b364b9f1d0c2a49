"""Records, openings and people that tests start from."""

from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

import numpy as np

from rematch_common.codec import Stamp, decode, encode
from rematch_common.consume import Received
from rematch_common.contracts import Event, MatchFound, MatchUpdated, MatchWithdrawn, RawJob, Topic, match_id_of
from rematch_common.contracts.examples_jobs import JOB
from rematch_common.contracts.examples_matches import FOUND, MATCH_UPDATED, WITHDRAWN
from rematch_common.records import Record
from rematch_dedup.domain.decision import Sighting, ad_key, raw_id
from rematch_dedup.domain.facts import understand
from rematch_match.domain.facts import CandidateFacts, JobFacts, Vector
from rematch_match.ports import Arrivals

E = TypeVar("E", MatchFound, MatchUpdated, MatchWithdrawn)
NOW = datetime(2026, 2, 1, 10, 0, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
_JOBS = UUID("6a3d1f0e-0000-4000-8000-000000000000")


def received(topic: Topic, key: str, event: Event | None, offset: int = 0, version: int | None = None) -> Received:
    """A record as it comes from Kafka, read."""
    sent = encode(topic, key, event, Stamp("test", NOW, version=version))
    record = Record(sent.topic, 0, offset, NOW_MS, sent.key, sent.value, sent.headers)
    return Received(record, decode(topic, record))


def forgotten(topic: Topic, key: str, version: int, erasure_id: str | None = "e-1") -> Received:
    """A tombstone that belongs to an erasure."""
    sent = encode(topic, key, None, Stamp("test", NOW, version=version, erasure_id=erasure_id))
    return Received(Record(sent.topic, 0, 0, NOW_MS, sent.key, None, sent.headers), None)


def posting(number: int = 1, **fields: Any) -> RawJob:
    """A posting of its own opening a number."""
    return RawJob.model_validate(
        {
            "source": "lever",
            "external_id": f"p-{number}",
            "title": f"Data Analyst {number}",
            "company": "Harbour Analytics",
            "description": f"SQL and Tableau for team {number}.",
        }
        | fields
    )


def sighting(raw: RawJob, seen_at: datetime = NOW, offset: int = 0) -> Sighting:
    return Sighting(
        raw_id(f"raw-jobs/0/{offset}", NOW_MS), ad_key(raw), raw, understand(raw), raw.scraped_at or seen_at
    )


def vector(*numbers: float, model: str = "m-1") -> Vector:
    values = np.array(numbers, dtype="<f4")
    return Vector(model, values / np.linalg.norm(values))


def job_id(number: int) -> UUID:
    return uuid5(_JOBS, str(number))


def job(number: int = 1, **fields: Any) -> JobFacts:
    """An opening that asks for python and sql, and would like go."""
    facts: dict[str, Any] = {
        "version": 1,
        "alive": True,
        "required": frozenset({"python", "sql"}),
        "preferred": frozenset({"go"}),
        "vector": vector(1, 0, 0),
        "card": {"title": "Data Engineer", "company": "Nordlicht"},
    }
    return JobFacts(job_id(number), **facts | fields)


def gone(number: int = 1, version: int = 2, **fields: Any) -> JobFacts:
    """An opening that is closed."""
    return JobFacts(job_id(number), version, alive=False, **fields)


def person(name: str = "c-1", tenant: str = "demo", **fields: Any) -> CandidateFacts:
    """Somebody who brings what `job` requires."""
    facts: dict[str, Any] = {
        "version": 1,
        "alive": True,
        "skills": frozenset({"python", "sql"}),
        "vector": vector(1, 0, 0),
    }
    return CandidateFacts((tenant, name), **facts | fields)


def found(tenant: str = "demo", name: str = "c-1", version: int = 1) -> MatchFound:
    return _of_pair(FOUND[0], tenant, name, version)


def updated(tenant: str = "demo", name: str = "c-1", version: int = 2) -> MatchUpdated:
    return _of_pair(MATCH_UPDATED[0], tenant, name, version)


def withdrawn(tenant: str = "demo", name: str = "c-1", version: int = 3) -> MatchWithdrawn:
    return _of_pair(WITHDRAWN[1], tenant, name, version)


def _of_pair(event: E, tenant: str, name: str, version: int) -> E:
    pair = {"tenant_id": tenant, "candidate_id": name, "match_id": match_id_of(tenant, name, JOB)}
    return event.model_copy(update={**pair, "version": version})


def arrivals(*facts: JobFacts | CandidateFacts) -> Arrivals:
    """Both sides of a batch."""
    jobs = [one for one in facts if isinstance(one, JobFacts)]
    return Arrivals(jobs, [one for one in facts if isinstance(one, CandidateFacts)])
