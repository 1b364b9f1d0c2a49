"""POST /v1/embed: vectors, and refusals that name the field."""

import asyncio
import gzip
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import numpy as np
import pytest

from rematch_common.admission import Admission
from rematch_common.health import Health
from rematch_common.http import new_api
from rematch_common.keys import mint
from rematch_embed.adapters.local_vectors import LocalVectors
from rematch_embed.adapters.model_vectors import ModelVectors
from rematch_embed.api import add_routes
from rematch_embed.handlers.answer import Answer
from rematch_embed.ports import Vectors
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.vectors import DIM, FakeVectors, embedding_of
from tests.unit.common.api_cases import client_of
from tests.unit.common.test_keys import complete, key_of, ring, told

LARGEST = 3 * 1024 * 1024


@asynccontextmanager
async def asking(
    *scopes: str, most_waiting: int = 256, vectors: Vectors | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a key of these scopes."""
    new, keys = mint(), await complete(ring())
    await keys.learn([told(key_of(new, scopes=list(scopes)))])
    api = new_api("embed", Health({}))
    api.state.admission = Admission(keys)
    add_routes(api, Answer(vectors or FakeVectors(), most_waiting, time.monotonic), LARGEST)
    async with client_of(api) as client:
        client.headers["Authorization"] = f"Bearer {new.text}"
        yield client


async def test_vectors_in_order_with_their_model() -> None:
    texts = ["baker", "", "welder " * 140_000, "baker"]
    async with asking("embed:write") as client:
        answer = await client.post("/v1/embed", json={"texts": texts})
    assert answer.status_code == 200
    said = answer.json()
    assert (said["model"], said["version"], said["dim"]) == ("words", "1", DIM)
    vectors = np.array(said["vectors"], dtype=np.float32)
    assert vectors.shape == (4, DIM)
    np.testing.assert_array_equal(vectors[0], np.frombuffer(embedding_of("baker").to_bytes(), "<f4"))
    np.testing.assert_array_equal(vectors[0], vectors[3])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "texts"),
        ([], "body"),
        ({"texts": []}, "texts"),
        ({"texts": ["a"] * 257}, "texts"),
        ({"texts": "baker"}, "texts"),
        ({"texts": ["a", 7]}, "texts.1"),
        ({"texts": ["a", None]}, "texts.1"),
        ({"texts": ["x" * (1024 * 1024 + 1)]}, "texts.0"),
    ],
)
async def test_a_refusal_names_the_field_and_not_the_text(body: Any, field: str) -> None:
    async with asking("embed:write") as client:
        answer = await client.post("/v1/embed", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["field"] == field
    assert "xxx" not in answer.text


async def test_a_packed_body_is_not_taken_for_broken_json() -> None:
    async with asking("embed:write") as client:
        packed = {"Content-Encoding": "gzip"}
        answer = await client.post("/v1/embed", content=gzip.compress(b'{"texts": ["a"]}'), headers=packed)
        assert (answer.status_code, "Content-Encoding" in answer.json()["detail"]) == (415, True)
        plain = await client.post("/v1/embed", json={"texts": ["a"]}, headers={"Content-Encoding": "identity"})
    assert plain.status_code == 200


async def test_what_is_too_large_no_json_or_without_the_scope_is_refused() -> None:
    async with asking("embed:write") as client:
        large = await client.post("/v1/embed", json={"texts": ["x" * 1_000_000] * 4})
        broken = await client.post("/v1/embed", content=b'{"texts": [')
    async with asking("matches:read") as client:
        forbidden = await client.post("/v1/embed", json={"texts": ["a"]})
        unknown = await client.post("/v1/embed", json={"texts": ["a"]}, headers={"Authorization": "Bearer x"})
    assert [a.status_code for a in (large, broken, forbidden, unknown)] == [413, 400, 403, 401]


async def test_a_question_that_waits_when_embed_is_stopped_is_503() -> None:
    begun, go = threading.Event(), threading.Event()

    def before(texts: object) -> None:
        begun.set()
        go.wait(10)

    model = ModelVectors(lambda: FakeEmbedder(before=before), 0)
    await model.start()
    async with asking("embed:write", vectors=LocalVectors(model)) as client:
        first, second = (asyncio.ensure_future(client.post("/v1/embed", json={"texts": [text]})) for text in "ab")
        assert await asyncio.to_thread(begun.wait, 10)
        await model.stop()
        go.set()
        statuses = [(await answer).status_code for answer in (first, second)]
        late = await client.post("/v1/embed", json={"texts": ["c"]})
    assert (sorted(statuses), late.status_code) == ([200, 503], 503)
    assert "retry-after" in late.headers


async def test_where_too_many_wait_it_is_429_and_when_to_come_again() -> None:
    async with asking("admin", most_waiting=2) as client:
        answer = await client.post("/v1/embed", json={"texts": ["a"] * 3})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert answer.headers["content-type"] == "application/problem+json"
