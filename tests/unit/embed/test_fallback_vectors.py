"""Both models' vectors travel; without the remote the local one's alone, at once, and every switch is told once."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

import pytest
from structlog.testing import capture_logs

from rematch_common import metrics
from rematch_common.contracts import Embedding
from rematch_embed.adapters.fallback_vectors import FallbackVectors
from rematch_embed.adapters.model_vectors import ModelVectors
from rematch_embed.domain.texts import text_hash
from rematch_encoder.remote_errors import RemoteAway, RemoteRefused, TextsRefused
from tests.fakes.embedder import FakeCache, FakeEmbedder, FakeRemote, raising


@asynccontextmanager
async def fallback(
    remote: FakeRemote, cache: FakeCache | None = None, longest: float = 5
) -> AsyncIterator[FallbackVectors]:
    local = ModelVectors(FakeEmbedder, 0, cache)
    far = ModelVectors(lambda: remote, 0, cache, size=2, patience=0.2)
    for vectors in (local, far):
        await vectors.start()
    try:
        yield FallbackVectors(local, far, remote.alive, longest)
    finally:
        for vectors in (local, far):
            await vectors.stop()


def models(found: Sequence[Sequence[Embedding]]) -> list[list[str]]:
    return [[one.model for one in each] for each in found]


def switches(to: str) -> float:
    return float(metrics.REMOTE_SWITCHES.labels(to)._value.get())


async def test_both_vectors_travel_the_remote_one_first() -> None:
    async with fallback(FakeRemote()) as vectors:
        assert models(await vectors.of(["a", "b"])) == [["remote", "letters"]] * 2


@pytest.mark.parametrize("error", [RemoteAway("no answer"), RemoteRefused("the API key is wrong"), ValueError("a bug")])
async def test_while_the_remote_is_away_records_flow_on_and_it_comes_back(error: Exception) -> None:
    remote = FakeRemote()
    before = switches("local"), switches("remote")
    async with fallback(remote) as vectors:
        remote.failing = raising(error)
        with capture_logs() as said:
            for _ in range(3):
                assert models(await vectors.of(["a"])) == [["letters"]]
            await vectors.look()
            assert len(remote.asked) == 1, "it is left alone until it is back"
            remote.failing = None
            assert models(await vectors.of(["a"])) == [["letters"]]
            await vectors.look()
            await vectors.look()
        assert models(await vectors.of(["a"])) == [["remote", "letters"]]
    assert (switches("local"), switches("remote")) == (before[0] + 1, before[1] + 1)
    assert [line["to"] for line in said if "to" in line] == ["local", "remote"]


@pytest.mark.alone
async def test_a_remote_that_hangs_holds_nobody_up_for_long() -> None:
    remote, hanging = FakeRemote(), threading.Event()
    remote.failing = lambda: (hanging.wait(10), None)[1]
    async with fallback(remote) as vectors:
        async with asyncio.timeout(5):
            assert models(await vectors.of(["a"])) == [["letters"]]
        began = asyncio.get_running_loop().time()
        assert models(await vectors.of(["b"])) == [["letters"]]
        assert asyncio.get_running_loop().time() - began < 0.2, "the second batch waits for nothing"
        hanging.set()


async def test_waiting_for_a_turn_is_not_the_remotes_fault() -> None:
    """Parts of 0.1 s each, of 24 texts in all: each is quick enough, whatever stands before it."""
    remote = FakeRemote()
    remote.failing = partial(time.sleep, 0.1)
    before = switches("local")
    async with fallback(remote) as vectors:
        question = asyncio.ensure_future(vectors.of([f"q{number}" for number in range(12)], "api"))
        batches = ([f"{name}{number}" for number in range(4)] for name in "rst")
        for found in await asyncio.gather(*map(vectors.of, batches)):
            assert models(found) == [["remote", "letters"]] * 4
        assert models(await question) == [["remote", "letters"]] * 12
    async with fallback(remote, longest=0.15) as vectors:
        question = asyncio.ensure_future(vectors.of(["a"], "api"))
        await asyncio.sleep(0)
        assert models(await vectors.of(["b"])) == [["letters"]], "who waits for too long goes without"
        await question
    assert switches("local") == before


async def test_questions_do_not_switch_the_model_of_records() -> None:
    remote, hanging = FakeRemote(), threading.Event()
    before = switches("local")
    async with fallback(remote) as vectors:
        for failing in (raising(RemoteAway("no answer")), lambda: (hanging.wait(10), None)[1]):
            remote.failing = failing
            assert models(await vectors.of(["a"], "api")) == [["letters"]]
        hanging.set()
        remote.failing = None
        assert models(await vectors.of(["a"])) == [["remote", "letters"]]
    assert switches("local") == before


async def test_only_the_text_that_the_remote_does_not_take_goes_without() -> None:
    def refuse(texts: Sequence[str]) -> None:
        if "bad" in texts:
            raise TextsRefused("too long")

    remote = FakeRemote()
    before = switches("local")
    async with fallback(remote) as vectors:
        remote.before = refuse
        both = ["remote", "letters"]
        assert models(await vectors.of(["a", "bad", "c", "d", "e"])) == [both, ["letters"], both, both, both]
        assert models(await vectors.of(["a", "bad"], "api")) == [["letters"]] * 2, "a question's vectors compare"
        assert models(await vectors.of(["bad"])) == [["letters"]]
    assert switches("local") == before


@pytest.mark.parametrize("error", [TextsRefused("it doesn't take the texts"), RemoteRefused("the API key is wrong")])
async def test_a_wrong_set_up_is_told_once_as_an_error(error: Exception) -> None:
    remote = FakeRemote()
    async with fallback(remote) as vectors:
        remote.failing = raising(error)
        with capture_logs() as said:
            for text in ("a", "b"):
                assert models(await vectors.of([text])) == [["letters"]]
    (line,) = said
    assert (line["log_level"], line["to"]) == ("error", "local")
    assert str(error) in line["reason"]


async def test_what_the_remote_said_still_travels_while_it_is_away() -> None:
    remote = FakeRemote()
    async with fallback(remote, FakeCache()) as vectors:
        await vectors.of(["a", "b"])
        remote.failing = raising(RemoteAway("no answer"))
        for _ in range(2):
            assert models(await vectors.of(["c", "a"])) == [["letters"], ["remote", "letters"]]
            assert models(await vectors.of(["c", "a"], "api")) == [["letters"]] * 2
            assert models(await vectors.of(["b", "a"], "api")) == [["remote", "letters"]] * 2


async def test_a_look_that_fails_by_surprise_leaves_it_away() -> None:
    class Surprising(FakeRemote):
        def alive(self) -> bool:
            raise ValueError("a bug")

    remote = Surprising()
    async with fallback(remote) as vectors:
        remote.failing = raising(RemoteAway("no answer"))
        await vectors.of(["a"])
        with capture_logs() as said:
            await vectors.look()
    assert [line["log_level"] for line in said] == ["error"]


async def test_what_the_remote_said_once_is_known_and_can_be_forgotten() -> None:
    remote, cache = FakeRemote(), FakeCache()
    async with fallback(remote, cache) as vectors:
        await vectors.of(["a"])
        await vectors.of(["a"])
        assert len(remote.asked) == 1
        await vectors.forget([text_hash("a")])
        assert cache.kept == {}
