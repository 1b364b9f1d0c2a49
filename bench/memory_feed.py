"""What waits for the first stage that is measured: postings, or what the stages before it would have made of them."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import numpy as np

from bench.scale_sides import raw
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import DEDUPED_JOBS, EMBEDDED_JOBS, Embedding, JobEmbedded, JobPublished, Lineage, RawJob
from rematch_common.records import Outgoing
from rematch_dedup.domain.decision import ad_key, opening_id
from rematch_dedup.domain.facts import understand
from rematch_devstack import workspace
from rematch_devstack.demo.stream import load_postings, posting
from rematch_embed.domain.texts import job_text, text_hash
from rematch_encoder import OnnxEmbedder

_BETWEEN = re.compile(r"(?<=[.!?])\s+|<[^>]+>|\n")
# Of each text about as many as the demo's have, of so many characters at least.
_SENTENCES, _SHORT = 10, 30
# How far a text lies from its title.
_APART = 0.5


def openings(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Those of the demo, each with sentences of many: with its own texts again and again, dedup would do nothing but
    compare."""
    chance, now, written = random.Random(seed), datetime.now(UTC), load_postings()
    sentences = [one for told in written for one in _BETWEEN.split(told["description"]) if _is_whole(one)]
    for number in range(count):
        yield {**posting(number, now), "description": " ".join(chance.sample(sentences, _SENTENCES))}


def _is_whole(sentence: str) -> bool:
    return len(sentence) > _SHORT and "{company}" not in sentence


def posted(count: int) -> Iterator[Outgoing]:
    """As scrapers would."""
    return raw(openings(count))


def published(count: int) -> Iterator[Outgoing]:
    """As dedup would, were no two ads of one opening."""
    for job in _opened(count):
        yield encode(DEDUPED_JOBS, job.key, job, Stamp("rematch/bench", job.first_seen))


def embedded(count: int) -> Iterator[Outgoing]:
    """As embed would, with vectors that lie about those of their titles."""
    near = _Near()
    for job in _opened(count):
        vector, lineage = near(job.title), Lineage(received_at=job.first_seen, embedded_at=job.first_seen)
        told = {**dict(job), "embeddings": (vector,), "text_hash": text_hash(job_text(job)), "lineage": lineage}
        event = JobEmbedded.model_construct(**told)
        yield encode(EMBEDDED_JOBS, event.key, event, Stamp("rematch/bench", job.first_seen))


def _opened(count: int) -> Iterator[JobPublished]:
    now = datetime.now(UTC)
    for told in openings(count):
        ad = RawJob.model_validate(told)
        read = understand(ad)
        fields = {**read.fields, "job_id": opening_id(ad_key(ad)), "content_hash": read.content_hash}
        yield JobPublished(**fields, version=1, ads=(), first_seen=now)


class _Near:
    """Of a title's vector one nearby, another each time."""

    def __init__(self, seed: int = 7) -> None:
        self._model = OnnxEmbedder(workspace.default_cache_dir(), threads=1)
        self._chance = np.random.default_rng(seed)
        self._of = cache(lambda title: self._model.embed([title])[0])

    def __call__(self, title: str) -> Embedding:
        own = self._chance.standard_normal(self._of(title).size)
        vector = self._of(title) + _APART * own / np.linalg.norm(own)
        return Embedding.of(self._model.model, self._model.model_version, vector / np.linalg.norm(vector))
