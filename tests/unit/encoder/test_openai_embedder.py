import re
from dataclasses import replace

import numpy as np

from rematch_encoder import Embedder, OpenAIEmbedder
from rematch_encoder.openai_wire import RemoteModel
from tests.unit.encoder.conftest import Make
from tests.unit.encoder.embeddings_server import KEY, EmbeddingsServer, Time, data, entries, made_of


def test_is_an_embedder_with_unit_rows(remote: RemoteModel, asking: OpenAIEmbedder, server: EmbeddingsServer) -> None:
    port: Embedder = asking
    assert (port.model, port.model_version, port.dim) == ("letters", remote.version, 2)
    vectors = port.embed(["one", "three"])
    np.testing.assert_allclose(vectors, made_of(3, 5), atol=1e-6)
    assert vectors.dtype == np.float32
    assert server.paths == ["/v1/embeddings"]
    assert server.keys == [f"Bearer {KEY}"]
    assert server.asked == [{"model": "letters", "input": ["one", "three"], "encoding_format": "float"}]


def test_the_version_tells_servers_and_shortened_vectors_apart(remote: RemoteModel) -> None:
    others = [replace(remote, base_url="http://elsewhere/v1"), replace(remote, shortened=True)]
    others.append(replace(others[-1], dim=3))
    assert len({remote.version, *(other.version for other in others)}) == 4
    assert all(re.fullmatch(r"remote-[0-9a-f]{8}(-d[23])?", one.version) for one in (remote, *others))
    assert replace(remote, base_url=f"{remote.base_url}/").version == remote.version


def test_no_texts_ask_nothing(asking: OpenAIEmbedder, server: EmbeddingsServer) -> None:
    assert asking.embed([]).shape == (0, 2)
    assert not server.asked


def test_odd_texts_are_made_fit_to_be_asked(asking: OpenAIEmbedder, server: EmbeddingsServer) -> None:
    assert asking.embed(["", " \n", "a\ud83db", "word " * 200_000]).shape == (4, 2)
    empty, blank, broken, long = server.asked[0]["input"]
    assert (empty, blank, broken) == (".", ".", "a?b")
    assert len(long) < 8_001


def test_a_hundred_texts_a_call_and_each_in_its_place(asking: OpenAIEmbedder, server: EmbeddingsServer) -> None:
    vectors = asking.embed(["x" * (number + 1) for number in range(250)])
    assert [len(question["input"]) for question in server.asked] == [100, 100, 50]
    np.testing.assert_allclose(vectors, made_of(*range(1, 251)), atol=1e-6)


def test_the_index_decides_and_not_the_order(asking: OpenAIEmbedder, server: EmbeddingsServer) -> None:
    server.next = [lambda question: data(entries(question)[::-1])]
    np.testing.assert_allclose(asking.embed(["one", "three"]), made_of(3, 5), atol=1e-6)


def test_a_shorter_vector_is_asked_for(remote: RemoteModel, server: EmbeddingsServer, make: Make) -> None:
    make(replace(remote, shortened=True)).embed(["one"])
    assert server.asked[0]["dimensions"] == 2


def test_no_key_is_no_header(remote: RemoteModel, server: EmbeddingsServer, make: Make) -> None:
    make(replace(remote, api_key="")).embed(["one"])
    assert server.keys == [None]


def test_calls_keep_to_the_rate(remote: RemoteModel, time: Time, make: Make) -> None:
    asking = make(replace(remote, requests_per_minute=30, batch=1))
    asking.embed(["a", "b", "c"])
    assert time.waited == [2, 2]
