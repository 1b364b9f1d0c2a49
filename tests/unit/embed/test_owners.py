"""One suite for every memory of whose text a vector is of."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rematch_embed.adapters.memory_owners import MemoryOwners
from rematch_embed.adapters.sqlite_cache import SqliteCache
from rematch_embed.adapters.sqlite_owners import SqliteOwners
from rematch_embed.ports import Owners


@pytest.fixture(params=["memory", "disk"])
async def owners(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Owners]:
    if request.param == "memory":
        yield MemoryOwners(100)
        return
    disk = SqliteCache(tmp_path / "vectors.sqlite", 100)
    await disk.start()
    try:
        yield SqliteOwners(disk)
    finally:
        await disk.stop()


async def test_who_owns_what(owners: Owners) -> None:
    one, two = "01" * 32, "02" * 32
    await owners.note([("demo/c-1", one), ("demo/c-1", two), ("demo/c-2", two), ("demo/c-1", one)])
    assert await owners.alone("demo/c-1") == [one]
    assert await owners.alone("demo/c-2") == []
    assert await owners.alone("second/c-1") == []
    assert await owners.known(["demo/c-2", "demo/c-3", "demo/c-1"]) == ["demo/c-2", "demo/c-1"]
    await owners.forget("demo/c-1")
    assert await owners.alone("demo/c-1") == []
    assert await owners.known(["demo/c-1"]) == []
    assert await owners.alone("demo/c-2") == [two]
