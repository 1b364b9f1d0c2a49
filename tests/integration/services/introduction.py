"""What is in the topics before a model is introduced, and what is there of it afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import numpy as np

from rematch_common.clock import utc_now
from rematch_common.codec import Stamp, decode, encode
from rematch_common.consume import Received
from rematch_common.contracts import (
    CANDIDATE_PROFILES,
    CANDIDATE_PROFILES_BULK,
    DEDUPED_JOBS,
    EMBEDDED_CANDIDATES,
    EMBEDDED_JOBS,
    CandidateEmbedded,
    Event,
    Introduction,
    JobEmbedded,
    Topic,
)
from rematch_common.contracts.examples_jobs import CLOSED, PUBLISHED, UPDATED
from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.records import Outgoing, Record
from rematch_devstack import workspace
from rematch_embed.handlers import Embed
from rematch_encoder import OnnxEmbedder
from tests.fakes.samples import NOW
from tests.fakes.vectors import FakeVectors
from tests.integration.common.topics import content, publisher

Place = tuple[str, bytes]
Vectors = dict[Place, "np.ndarray[Any, np.dtype[np.float32]]"]


def opening(version: int = 1, job_id: object = None) -> Outgoing:
    like = PUBLISHED[0] if version == 1 else UPDATED[0]
    job = like.model_copy(update={"job_id": job_id or uuid4(), "version": version, "title": f"Baker {uuid4().hex}"})
    return sent(DEDUPED_JOBS, job.key, job)


def person(tenant: str, number: int, topic: Topic = CANDIDATE_PROFILES) -> Outgoing:
    profile = CHANGED[0].model_copy(update={"tenant_id": tenant, "candidate_id": f"c-{number}", "version": 1})
    return sent(topic, profile.key, profile)


def sent(topic: Topic, key: str, event: Event | None, version: int | None = None) -> Outgoing:
    return encode(topic, key, event, Stamp("test", NOW, version=version))


def history() -> list[Outgoing]:
    """60 openings and 20 people: one of each changed, one closed, one forgotten; some people of an import."""
    ids, tenant = [uuid4() for _ in range(60)], f"t-{uuid4().hex[:8]}"
    closed = CLOSED[0].model_copy(update={"job_id": ids[1], "version": 2})
    people = [person(tenant, number) for number in range(15)]
    imported = [person(tenant, number, CANDIDATE_PROFILES_BULK) for number in range(15, 20)]
    return [
        *(opening(job_id=job_id) for job_id in ids),
        *people,
        *imported,
        opening(2, ids[0]),
        sent(DEDUPED_JOBS, str(ids[1]), closed),
        sent(DEDUPED_JOBS, str(ids[2]), None, version=2),
        sent(CANDIDATE_PROFILES, f"{tenant}/c-0", None, version=2),
    ]


async def publish(kafka: str, records: Sequence[Outgoing]) -> None:
    async with publisher(kafka) as broker:
        await broker.publish(records)


def newest(records: Iterable[Outgoing | Record]) -> dict[Place, Record]:
    """The last word about every key, by whether it is a job or a person."""
    last: dict[Place, Record] = {}
    for each in records:
        kind = "job" if "jobs" in each.topic else "person"
        last[kind, each.key or b""] = Record(each.topic, 0, 0, 0, each.key, each.value, each.headers)
    return last


async def of_model(kafka: str, model: str) -> dict[Place, Record]:
    return newest([record for topic in Introduction(model).writes for record in await content(kafka, topic.name)])


async def texts_of(said: Mapping[Place, Record]) -> dict[Place, str]:
    """What embed reads of each record that has a text."""
    texts: dict[Place, str] = {}
    for place, record in said.items():
        topic = DEDUPED_JOBS if place[0] == "job" else CANDIDATE_PROFILES
        vectors = FakeVectors()
        await Embed(vectors, utc_now)([Received(record, decode(topic, record))])
        texts.update((place, text) for text in vectors.asked)
    return texts


def vectors_in(said: Mapping[Place, Record]) -> Vectors:
    found = {}
    for place, record in said.items():
        event = decode(EMBEDDED_JOBS if place[0] == "job" else EMBEDDED_CANDIDATES, record)
        if isinstance(event, JobEmbedded | CandidateEmbedded):
            found[place] = np.frombuffer(event.embeddings[0].to_bytes(), "<f4")
    return found


def cosines(vectors: Vectors, texts: Mapping[Place, str], tokens: int) -> list[float]:
    """How near each vector is to that of a model which reads so many tokens of its text."""
    rows = OnnxEmbedder(workspace.default_cache_dir(), max_tokens=tokens).embed(list(texts.values()))
    return [float(vectors[place] @ row) for place, row in zip(texts, rows, strict=True)]
