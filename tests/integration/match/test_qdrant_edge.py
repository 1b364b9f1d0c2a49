"""Qdrant's engine in a process that is killed, and beside one that has it open."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from rematch_common.errors import DependencyAway
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.ports import Query
from tests.contract import edge_process
from tests.fakes.samples import vector

pytestmark = pytest.mark.stack
ROOT = Path(__file__).parents[3]


@asynccontextmanager
async def another_process(folder: Path, count: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """One that has put so many people and is still there."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", edge_process.__name__, str(folder), str(count), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    try:
        assert await asyncio.wait_for(process.stdout.readline(), 30) == b"put\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[QdrantEdgeIndex]:
    index = QdrantEdgeIndex(folder)
    await index.start()
    try:
        yield index
    finally:
        await index.stop()


async def test_kill_9_loses_nothing_that_was_put(tmp_path: Path) -> None:
    async with another_process(tmp_path, 300) as process:
        process.kill()
        await process.wait()
        async with opened(tmp_path) as index:
            assert await index.count("candidates") == 300
            query = Query(vector(1, 0), frozenset({"sql"}), 2)
            assert await index.nearest("candidates", [query]) == [["demo/c-0", "demo/c-1"]]
            await index.put("candidates", edge_process.people(301))
            assert await index.count("candidates") == 301


async def test_only_one_process_has_it_open_and_the_others_wait_for_that(tmp_path: Path) -> None:
    async with another_process(tmp_path, 1) as process:
        second = QdrantEdgeIndex(tmp_path)
        with pytest.raises(DependencyAway, match="another process has the index open"):
            await second.start()
        process.kill()
        await process.wait()
        await second.start()
        assert await second.count("candidates") == 1
        await second.stop()


async def test_what_was_removed_stays_removed_after_a_restart(tmp_path: Path) -> None:
    people = edge_process.people(3)
    async with opened(tmp_path) as index:
        await index.put("candidates", people)
        await index.remove("candidates", [people[0].id])
    async with opened(tmp_path) as index:
        assert await index.count("candidates") == 2
        assert await index.count("jobs") == 0


async def test_what_a_killed_process_left_unfinished_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "unfinished" / "wal").mkdir(parents=True)
    async with opened(tmp_path) as index:
        await index.put("candidates", edge_process.people(1))
    async with opened(tmp_path) as index:
        assert await index.count("candidates") == 1
        assert not (tmp_path / "unfinished").exists()
