"""Records of a remote model that is being introduced wait for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from time import sleep

import pytest

from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_embed.adapters.model_vectors import ModelVectors
from rematch_embed.adapters.remote_vectors import RemoteVectors
from rematch_encoder.remote_errors import RemoteAway, RemoteRefused, TextsRefused
from tests.fakes.embedder import FakeRemote, raising


@asynccontextmanager
async def alone(remote: FakeRemote) -> AsyncIterator[RemoteVectors]:
    model = ModelVectors(lambda: remote, 0, patience=0.1)
    await model.start()
    try:
        yield RemoteVectors(model, remote.alive)
    finally:
        await model.stop()


@pytest.mark.parametrize(
    "failing",
    [
        raising(RemoteAway("no answer")),
        raising(RemoteRefused("the API key is wrong")),
        raising(TextsRefused("not a word")),
        partial(sleep, 0.3),
    ],
)
async def test_while_the_remote_fails_records_wait(failing: object) -> None:
    remote = FakeRemote()
    async with alone(remote) as vectors:
        remote.failing = failing  # type: ignore[assignment]
        with pytest.raises(DependencyAway, match="the remote model is away"):
            await vectors.of(["a"])
        remote.failing = None
        (found,) = await vectors.of(["b"])
    assert [one.model for one in found] == ["remote"]


async def test_a_text_that_a_remote_refuses_is_wrong() -> None:
    remote = FakeRemote()
    async with alone(remote) as vectors:
        remote.before = lambda texts: raising(TextsRefused("this one"))()
        with pytest.raises(InvalidRecord, match="doesn't take the text"):
            await vectors.of(["a"])
