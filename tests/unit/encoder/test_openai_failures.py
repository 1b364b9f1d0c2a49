import logging
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from rematch_encoder import OpenAIEmbedder
from rematch_encoder.model_cache import ModelUnusable
from rematch_encoder.openai_embedder import Pace
from rematch_encoder.openai_wire import RemoteModel
from rematch_encoder.remote_errors import RemoteAway, RemoteRefused, TextsRefused
from tests.unit.encoder.conftest import Make
from tests.unit.encoder.embeddings_server import (
    KEY,
    Behaviour,
    EmbeddingsServer,
    Time,
    data,
    entries,
    made_of,
    saying,
    status,
)

BROKEN: list[Behaviour] = [
    status(429),
    status(500),
    status(503),
    saying(b"<html>"),
    saying(b'{"data": 7}'),
    saying(b'{"data": [7, 8]}'),
    saying(b'{"error": "busy"}'),
    lambda question: data(entries(question)[:1]),
    lambda question: data([entry | {"index": 0} for entry in entries(question)]),
    lambda question: data([entry | {"index": "0"} for entry in entries(question)]),
    lambda question: data([entry | {"embedding": ["a", "b"]} for entry in entries(question)]),
    lambda question: data([entry | {"embedding": [0, 0]} for entry in entries(question)]),
    lambda _question: (200, {"Content-Length": "999", "Connection": "close"}, b"cut off"),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_it_is_tried_again(asking: OpenAIEmbedder, server: EmbeddingsServer, time: Time, broken: Behaviour) -> None:
    server.next = [broken, broken]
    np.testing.assert_allclose(asking.embed(["one", "three"]), made_of(3, 5), atol=1e-6)
    assert time.waited == [0.5, 1.0]


@pytest.mark.parametrize("broken", BROKEN)
def test_after_three_tries_it_is_away(asking: OpenAIEmbedder, server: EmbeddingsServer, broken: Behaviour) -> None:
    server.next = [broken] * 4
    with pytest.raises(RemoteAway, match=server.url):
        asking.embed(["one", "three"])
    assert len(server.asked) == 3


def test_a_server_that_hangs_or_is_gone_is_away(
    remote: RemoteModel, server: EmbeddingsServer, time: Time, make: Make
) -> None:
    server.next = [server.hang]
    with pytest.raises(RemoteAway, match="doesn't answer: ReadTimeout"):
        make(replace(remote, timeout=0.1, tries=1)).embed(["one"])
    server.server_close()
    with pytest.raises(RemoteAway, match="doesn't answer"):
        make(remote).embed(["one"])


def test_an_answer_that_drips_is_away(remote: RemoteModel, server: EmbeddingsServer, time: Time) -> None:
    ticks = iter(range(10_000, 20_000, 10))
    slow = Pace(lambda: float(next(ticks)), time.wait, lambda: 0.5)
    asking = OpenAIEmbedder(replace(remote, tries=1), pace=slow)
    with closing(asking), pytest.raises(RemoteAway, match="ReadTimeout"):
        asking.embed(["one"])


def test_what_the_server_asks_to_wait_is_waited(asking: OpenAIEmbedder, server: EmbeddingsServer, time: Time) -> None:
    server.next = [status(429, Retry_After="3"), status(503, Retry_After="Thu, 01 Jan 1970 00:00:00 GMT")]
    asking.embed(["one"])
    assert time.waited == [3.5, 1.0]


def test_a_long_wait_is_the_callers(asking: OpenAIEmbedder, server: EmbeddingsServer, time: Time) -> None:
    server.next = [status(429, Retry_After="90")]
    for _ in range(2):
        with pytest.raises(RemoteAway) as caught:
            asking.embed(["one"])
        assert caught.value.retry_after == 90
    assert len(server.asked) == 1
    time.now += 90
    asking.embed(["one"])


def test_the_circuit_opens_and_a_trial_closes_it(
    asking: OpenAIEmbedder, server: EmbeddingsServer, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    server.next = [status(500)] * 12
    for _ in range(3):
        with pytest.raises(RemoteAway, match="answers 500"):
            asking.embed(["one"])
    with pytest.raises(RemoteAway, match="is left alone for 30 s"):
        asking.embed(["one"])
    assert len(server.asked) == 9
    time.now += 30
    with pytest.raises(RemoteAway, match="answers 500"):
        asking.embed(["one"])
    time.now += 30
    with caplog.at_level(logging.INFO):
        asking.embed(["one"])
        asking.embed(["one"])
    assert "answers again" in caplog.text


def test_alive_asks_once_and_closes_the_circuit(asking: OpenAIEmbedder, server: EmbeddingsServer, time: Time) -> None:
    server.next = [status(500)] * 10
    for _ in range(3):
        with pytest.raises(RemoteAway):
            asking.embed(["one"])
    assert not asking.alive()
    assert len(server.asked) == 9, "it is left alone"
    time.now += 30
    assert not asking.alive()
    time.now += 30
    assert asking.alive()
    asking.embed(["one"])
    assert len(server.asked) == 12


def test_alive_keeps_to_what_the_server_asks_for(asking: OpenAIEmbedder, server: EmbeddingsServer, time: Time) -> None:
    server.next = [status(429, Retry_After="90")]
    assert [asking.alive(), asking.alive()] == [False, False]
    assert len(server.asked) == 1
    time.now += 90
    assert asking.alive()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (401, "the API key is wrong"),
        (403, "may not use it"),
        (404, "the address or the model is unknown"),
        (302, "no API of embeddings"),
    ],
)
def test_what_waiting_will_not_mend_is_told_at_once(
    asking: OpenAIEmbedder, server: EmbeddingsServer, code: int, why: str
) -> None:
    server.next = [status(code, f"Incorrect key {KEY}")]
    with pytest.raises(RemoteRefused, match=why) as caught:
        asking.embed(["one"])
    assert KEY not in str(caught.value)
    assert len(server.asked) == 1


def test_another_dim_is_refused(remote: RemoteModel, make: Make) -> None:
    with pytest.raises(RemoteRefused, match="have 2 dimensions; 1536 are expected"):
        make(replace(remote, dim=1536)).embed(["one"])


@pytest.mark.parametrize("url", ["localhost", "ftp://localhost/v1", "http://localhost:port/v1"])
def test_what_is_no_address_is_refused(remote: RemoteModel, url: str, make: Make) -> None:
    with pytest.raises(RemoteRefused, match="no address"):
        make(replace(remote, base_url=url)).embed(["one"])


def test_texts_that_it_does_not_take_leave_the_circuit_closed(asking: OpenAIEmbedder, server: EmbeddingsServer) -> None:
    server.next = [status(400, f"too long, {KEY}")] * 5
    for _ in range(5):
        with pytest.raises(TextsRefused) as caught:
            asking.embed(["one"])
        assert "too long" not in str(caught.value), "a reason may quote a text"
    asking.embed(["one"])


@pytest.mark.parametrize("key", [f"{KEY}\n", f"{KEY}é", f"{KEY}\x7f"])
def test_a_key_that_is_none_is_refused_untold(remote: RemoteModel, key: str) -> None:
    with pytest.raises(ModelUnusable, match="printable ASCII") as caught:
        OpenAIEmbedder(replace(remote, api_key=key))
    assert KEY not in str(caught.value)


def test_a_key_that_no_header_carries_is_refused_untold(remote: RemoteModel, make: Make) -> None:
    with pytest.raises(RemoteRefused, match="a header") as caught:
        make(replace(remote, api_key=f"{KEY} ")).embed(["one"])
    assert KEY not in str(caught.value)


def test_the_key_is_in_no_log_and_no_repr(
    remote: RemoteModel, server: EmbeddingsServer, time: Time, caplog: pytest.LogCaptureFixture, make: Make
) -> None:
    server.next = [status(401), *[status(500)] * 9]
    asking = make(remote)
    with caplog.at_level(logging.DEBUG):
        alive = []
        for _ in range(11):
            alive.append(asking.alive())
            time.now += 30
        assert alive == [False] * 10 + [True]
    assert KEY not in caplog.text + repr(remote) + repr(asking)
