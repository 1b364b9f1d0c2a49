"""match's client of Qdrant over HTTPS: its key, in a file, and who signed its certificate."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rematch_common.errors import DependencyAway
from rematch_common.secret import secret
from rematch_match.adapters.qdrant_connection import connect
from rematch_match.adapters.qdrant_server_index import QdrantServerIndex
from tests.secure.certificates import Authority, remove, write
from tests.secure.qdrant import StandIn, running_qdrant


@pytest.fixture
async def qdrant(tmp_path: Path) -> AsyncIterator[StandIn]:
    async with running_qdrant(tmp_path / "qdrant") as running:
        running.key = "first"
        yield running


async def test_a_key_that_was_changed_in_its_file_is_told_at_once(qdrant: StandIn, tmp_path: Path) -> None:
    file = tmp_path / "key"
    write(file, "first")
    index = QdrantServerIndex(connect(qdrant.url, secret("", file), qdrant.authority.ca))
    await index.start()
    qdrant.key = "second"
    with pytest.raises(DependencyAway):
        await index.start()
    write(file, "second")
    await index.start()
    assert qdrant.asked == ["first", "first", "second"]
    remove(file)
    with pytest.raises(DependencyAway):
        await index.start()
    await index.stop()


async def test_a_server_whom_nobody_vouches_for_is_told_no_key(qdrant: StandIn, tmp_path: Path) -> None:
    index = QdrantServerIndex(connect(qdrant.url, "first", Authority(tmp_path / "foreign").ca))
    with pytest.raises(DependencyAway):
        await index.start()
    await index.stop()
    assert qdrant.asked == []
