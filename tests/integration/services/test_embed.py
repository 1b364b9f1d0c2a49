"""embed against a real broker, with the real model: records and whoever asks get vectors, and what it costs."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import numpy as np
import psutil
import pytest
from structlog.testing import capture_logs

from bench.ads import ad
from bench.processes import memory_of
from rematch_common import metrics
from rematch_common.clock import utc_now
from rematch_common.codec import Stamp, decode, encode
from rematch_common.contracts import (
    CANDIDATE_PROFILES,
    DEDUPED_JOBS,
    EMBEDDED_CANDIDATES,
    EMBEDDED_JOBS,
    CandidateEmbedded,
    JobEmbedded,
    JobPublished,
)
from rematch_common.contracts.examples_jobs import PUBLISHED
from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.records import Outgoing
from rematch_common.service import serve
from rematch_devstack import workspace
from rematch_devstack.ports import LOOPBACK, Ports
from rematch_devstack.waiting import until
from rematch_embed.bootstrap import build
from rematch_embed.domain.texts import job_text, text_hash
from rematch_embed.settings import Settings
from tests.integration.common.topics import content, publisher, skip
from tests.integration.services.running import Place, bearer, serving, status_becomes

pytestmark = pytest.mark.stack
MIB = 1024 * 1024


def settings(place: Place, port: int, folder: Path, **more: Any) -> Settings:
    given: dict[str, Any] = {
        "kafka_bootstrap": place.kafka,
        "http_port": port,
        "session_timeout": 6.0,
        "data_dir": folder,
    }
    return Settings(**given, cache_dir=workspace.default_cache_dir(), embed_precision="fp32", **more)


@asynccontextmanager
async def embed(place: Place, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    await skip(place.kafka, "embed", [topic.name for topic in (DEDUPED_JOBS, CANDIDATE_PROFILES)])
    async with serving(lambda port: build(settings(place, port, folder))) as client:
        yield client


def opening(number: int) -> JobPublished:
    return PUBLISHED[0].model_copy(
        update={
            "job_id": uuid4(),
            "title": f"Baker of town {number}",
            "description": ad(number, number, utc_now()).plain,
        }
    )


def sent(job: JobPublished) -> Outgoing:
    return encode(DEDUPED_JOBS, job.key, job, Stamp("rematch/dedup", utc_now()))


async def embedded(place: Place, *keys: str) -> dict[str, JobEmbedded | CandidateEmbedded]:
    """The last words about these, once there is one about each."""
    found: dict[str, JobEmbedded | CandidateEmbedded] = {}

    async def all_there() -> bool:
        for topic in (EMBEDDED_JOBS, EMBEDDED_CANDIDATES):
            for record in await content(place.kafka, topic.name):
                event = decode(topic, record)
                if isinstance(event, JobEmbedded | CandidateEmbedded) and event.key in keys:
                    found[event.key] = event
        return found.keys() == set(keys)

    async with asyncio.timeout(60):
        await until(all_there)
    return found


def from_source(source: str) -> float:
    return float(metrics.EMBEDDED_TEXTS.labels("all-MiniLM-L6-v2", source)._value.get())


async def test_records_get_their_vectors_and_after_a_restart_no_text_is_embedded_again(
    place: Place, tmp_path: Path
) -> None:
    jobs = [opening(number) for number in range(40)]
    person = CHANGED[0].model_copy(update={"candidate_id": uuid4().hex})
    told = encode(CANDIDATE_PROFILES, person.key, person, Stamp("rematch/ingest", utc_now()))
    async with embed(place, tmp_path), publisher(place.kafka) as out:
        await out.publish([*map(sent, jobs), told])
        found = await embedded(place, person.key, *(job.key for job in jobs))
    for job in jobs:
        assert found[job.key].text_hash == text_hash(job_text(job))
        (embedding,) = found[job.key].embeddings
        assert (embedding.model, embedding.dim) == ("all-MiniLM-L6-v2", 384)
    again = [job.model_copy(update={"job_id": uuid4()}) for job in jobs]
    model, disk = from_source("model"), from_source("disk")
    async with embed(place, tmp_path), publisher(place.kafka) as out:
        await out.publish([sent(job) for job in again])
        second = await embedded(place, *(job.key for job in again))
    assert (from_source("model") - model, from_source("disk") - disk) == (0, 40)
    assert [second[new.key].embeddings for new in again] == [found[old.key].embeddings for old in jobs]


async def test_whoever_asks_gets_the_same_vectors(place: Place, tmp_path: Path) -> None:
    key, job = await place.key("demo", "embed:write"), opening(1)
    async with embed(place, tmp_path) as client, publisher(place.kafka) as out:
        await status_becomes(client, "/v1/embed", key, 400)
        body = {"texts": [job_text(job), "x" * MIB, *[f"welder {number}" for number in range(254)]]}
        answer = await client.post("/v1/embed", json=body, headers=bearer(key), timeout=60)
        assert answer.status_code == 200, answer.text
        await out.publish([sent(job)])
        found = await embedded(place, job.key)
    vectors = np.array(answer.json()["vectors"], dtype=np.float32)
    assert vectors.shape == (256, 384)
    np.testing.assert_allclose(vectors[0], np.frombuffer(found[job.key].embeddings[0].to_bytes(), "<f4"), atol=1e-6)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"embed_dim": 512}, "have 384 dimensions; REMATCH_EMBED_DIM says 512"),
        ({"embed_provider": "folder"}, "REMATCH_EMBED_MODEL must name a folder"),
        ({"embed_provider": "folder", "embed_model": "damaged"}, "damaged"),
    ],
)
async def test_a_model_that_cannot_be_used_is_one_sentence_and_exit_1(
    place: Place, tmp_path: Path, more: dict[str, Any], said: str
) -> None:
    if more.get("embed_model"):
        (tmp_path / "damaged").mkdir()
        for name in ("model.onnx", "tokenizer.json"):
            (tmp_path / "damaged" / name).write_bytes(b"\x00damaged")
        more = {**more, "embed_model": str(tmp_path / "damaged")}
    with Ports() as ports, capture_logs() as lines:
        assert await serve(build(settings(place, ports.free(), tmp_path, **more))) == 1
    (line,) = [line for line in lines if line["log_level"] == "error"]
    assert line["event"].startswith("leaving: ")
    assert said in line["event"]


async def test_the_process_stays_small(place: Place, tmp_path: Path) -> None:
    key = await place.key("demo", "embed:write")
    async with _process(place, tmp_path) as (client, process):
        async with asyncio.timeout(60):
            await until(lambda: _answers(client))
        await status_becomes(client, "/v1/embed", key, 400)
        for number in range(2):
            texts = [f"{ad(100 * number + n, n, utc_now()).plain}" for n in range(100)]
            answer = await client.post("/v1/embed", json={"texts": texts}, headers=bearer(key), timeout=120)
            assert answer.status_code == 200
        assert memory_of([process]).rss < 400


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/readyz")).status_code == 200
    except httpx.TransportError:
        return False


@asynccontextmanager
async def _process(place: Place, folder: Path) -> AsyncIterator[tuple[httpx.AsyncClient, psutil.Process]]:
    with Ports() as ports:
        port = ports.free()
        environment = {
            **os.environ,
            "REMATCH_KAFKA_BOOTSTRAP": place.kafka,
            "REMATCH_HTTP_PORT": str(port),
            "REMATCH_DATA_DIR": str(folder),
            "REMATCH_CACHE_DIR": str(workspace.default_cache_dir()),
        }
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "rematch_embed", env=environment)
        try:
            async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{port}", timeout=15) as client:
                yield client, psutil.Process(process.pid)
        finally:
            process.terminate()
            assert await process.wait() == 0
