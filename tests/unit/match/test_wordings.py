"""embed is asked for the meaning of a search; whatever is wrong with it, the search goes on by words."""

from collections.abc import AsyncIterator, Callable

import httpx
import numpy as np
import pytest

from rematch_match.adapters.embed_wordings import EmbedWordings

ANSWER = {"model": "mini", "version": "1", "dim": 3, "vectors": [[0.0, 0.6, 0.8]]}
Reply = Callable[[httpx.Request], httpx.Response]


class Embed:
    """embed, as `reply` has it answer; and a clock that stands until it is moved."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.asked: list[httpx.Request] = []
        self.now = 100.0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.reply(request)

    def wordings(self, url: str = "http://embed:8003/") -> EmbedWordings:
        return EmbedWordings(url, lambda: "rmk_key", lambda: self.now, httpx.MockTransport(self))


@pytest.fixture
async def embed() -> AsyncIterator[Embed]:
    yield Embed(lambda _: httpx.Response(200, json=ANSWER))


async def test_the_vector_is_of_embeds_model(embed: Embed) -> None:
    wordings = embed.wordings()
    found = await wordings.meaning("data engineer")
    assert found.missing is None and found.vector is not None
    assert found.vector.space == "mini-1.3"
    assert np.allclose(found.vector.values, [0.0, 0.6, 0.8])
    (request,) = embed.asked
    assert (str(request.url), request.headers["authorization"]) == ("http://embed:8003/v1/embed", "Bearer rmk_key")
    assert b"data engineer" in request.content
    await wordings.stop()


async def test_nobody_is_asked_without_an_address_or_without_words(embed: Embed) -> None:
    assert "REMATCH_EMBED_URL" in str((await embed.wordings("").meaning("data")).missing)
    assert (await embed.wordings().meaning("  ")).vector is None
    assert embed.asked == []


def away(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused")


@pytest.mark.parametrize(
    "reply",
    [
        away,
        lambda _: httpx.Response(401),
        lambda _: httpx.Response(503),
        lambda _: httpx.Response(200, content=b"<html>"),
        lambda _: httpx.Response(200, json=[]),
        lambda _: httpx.Response(200, json={**ANSWER, "vectors": []}),
        lambda _: httpx.Response(200, json={**ANSWER, "vectors": [[0.0, 0.0, 0.0]]}),
        lambda _: httpx.Response(200, json={**ANSWER, "vectors": [["a"]]}),
    ],
)
async def test_one_that_does_not_answer_is_left_alone_for_a_while(embed: Embed, reply: Reply) -> None:
    embed.reply = reply
    wordings = embed.wordings()
    for _ in range(3):
        assert (await wordings.meaning("data")).missing == "embed does not answer at the moment"
    assert len(embed.asked) == 1, "no search waits for it again so soon"
    embed.reply = lambda _: httpx.Response(200, json=ANSWER)
    embed.now += 10.0
    assert (await wordings.meaning("data")).vector is not None
