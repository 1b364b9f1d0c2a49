from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from rematch_encoder import OnnxEmbedder, OpenAIEmbedder
from rematch_encoder.openai_wire import RemoteModel
from tests.unit.encoder.embeddings_server import KEY, EmbeddingsServer, Time, serving

# A model takes 90 MB, and pytest would keep the directories of its last three runs.


@pytest.fixture
def empty_cache() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture(scope="session")
def cache_dir() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture(scope="session")
def embedder(cache_dir: Path) -> OnnxEmbedder:
    return OnnxEmbedder(cache_dir, threads=2)


@pytest.fixture
def server() -> Iterator[EmbeddingsServer]:
    with serving() as started:
        yield started


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def remote(server: EmbeddingsServer) -> RemoteModel:
    # So many calls a minute that no test but one waits for its turn.
    return RemoteModel(server.url, "letters", 2, KEY, requests_per_minute=1e9)


Make = Callable[[RemoteModel], OpenAIEmbedder]


@pytest.fixture
def make(time: Time) -> Iterator[Make]:
    made: list[OpenAIEmbedder] = []

    def made_and_kept(remote: RemoteModel) -> OpenAIEmbedder:
        made.append(OpenAIEmbedder(remote, pace=time.pace))
        return made[-1]

    yield made_and_kept
    for embedder in made:
        embedder.close()


@pytest.fixture
def asking(remote: RemoteModel, make: Make) -> OpenAIEmbedder:
    return make(remote)
