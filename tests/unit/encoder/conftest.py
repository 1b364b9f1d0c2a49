from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from rematch_encoder import OnnxEmbedder

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
