"""Qdrant's engine in a process that is killed, beside one that has it open, and where it may not write."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import qdrant_edge as qdrant

from rematch_common.errors import DependencyAway
from rematch_match.adapters.edge_shard import edge_point, translated
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.ports import Query, Where
from tests.contract import edge_process
from tests.fakes.samples import vector
from tests.integration.match import small_disk_process

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


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    folder.chmod(0o500)
    try:
        yield
    finally:
        folder.chmod(0o700)


async def test_kill_9_loses_nothing_that_was_put(tmp_path: Path) -> None:
    async with another_process(tmp_path, 300) as process:
        process.kill()
        await process.wait()
        async with opened(tmp_path) as index:
            assert await index.count("candidates") == 300
            query = Query(vector(1, 0), 2, Where(skills=frozenset({"sql"})))
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
    place = tmp_path / "candidates" / vector(1, 0).space
    (place / "0f" / "wal").mkdir(parents=True)
    async with opened(tmp_path) as index:
        assert await index.count("candidates") == 0
        await index.put("candidates", edge_process.people(1))
    (place / "1f" / "wal").mkdir(parents=True)
    async with opened(tmp_path) as index:
        assert await index.count("candidates") == 1
        assert len([folder for folder in place.iterdir() if folder.is_dir()]) == 1


async def test_a_write_that_the_disk_refuses_is_an_absence_and_what_was_put_is_there_afterwards(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", small_disk_process.__name__, str(tmp_path), stderr=asyncio.subprocess.PIPE, cwd=ROOT
    )
    _, said = await asyncio.wait_for(process.communicate(), 60)
    refused, again = said.decode().splitlines()
    assert "qdrant is away: Service runtime error: IO Error" in refused
    assert "Not recovered from previous error" in again
    async with opened(tmp_path) as index:
        before = await index.count("candidates")
        assert before >= small_disk_process.AT_ONCE
        await index.put("candidates", small_disk_process.people(5_000))
        assert await index.count("candidates") == before + small_disk_process.AT_ONCE


async def test_a_folder_that_cannot_be_made_is_an_absence(tmp_path: Path) -> None:
    (tmp_path / "candidates").write_text("in the way")
    async with opened(tmp_path) as index:
        with pytest.raises(DependencyAway, match="qdrant is away: "):
            await index.put("candidates", edge_process.people(1))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_may_not_be_written_is_an_absence(tmp_path: Path) -> None:
    async with opened(tmp_path) as index:
        with read_only(tmp_path), pytest.raises(DependencyAway, match="Permission denied"):
            await index.put("candidates", edge_process.people(1))


async def test_nothing_is_written_to_a_disk_that_is_nearly_full(tmp_path: Path) -> None:
    index = QdrantEdgeIndex(tmp_path, room=2**62)
    await index.start()
    with pytest.raises(DependencyAway, match="bytes are free"):
        await index.put("candidates", edge_process.people(1))
    assert await index.count("candidates") == 0
    await index.stop()


async def test_what_is_wrong_with_a_point_is_no_absence(tmp_path: Path) -> None:
    async with opened(tmp_path) as index:
        await index.put("candidates", edge_process.people(1))
        (space,) = index._spaces.values()
        longer = replace(edge_process.people(1)[0], vector=vector(1, 0, 0))
        with pytest.raises(Exception, match="Vector dimension error") as raised, translated():
            space.shard.update(qdrant.UpdateOperation.upsert_points([edge_point(longer)]))
        assert not isinstance(raised.value, DependencyAway)


async def test_a_restart_finds_the_same_of_many_that_are_alike(tmp_path: Path) -> None:
    people = [replace(point, vector=vector(1, 0)) for point in edge_process.people(50)]
    query = Query(vector(1, 0), 7, Where(skills=frozenset({"sql"})))
    expected = [point.ref for point in sorted(people, key=lambda point: point.id)][:7]
    async with opened(tmp_path) as index:
        await index.put("candidates", people)
        assert await index.nearest("candidates", [query]) == [expected]
    async with opened(tmp_path) as index:
        assert await index.nearest("candidates", [query]) == [expected]


async def test_an_attempt_to_start_that_failed_half_way_can_be_repeated(tmp_path: Path) -> None:
    async with opened(tmp_path) as index:
        await index.put("candidates", edge_process.people(2))
        await index.put("jobs", edge_process.people(1))
    (place,) = (path for path in (tmp_path / "candidates" / vector(1, 0).space).iterdir() if path.is_dir())
    place.rename(tmp_path / "aside")
    place.mkdir()
    index = QdrantEdgeIndex(tmp_path)
    with pytest.raises(DependencyAway, match="no segments"):
        await index.start()
    place.rename(tmp_path / "broken")
    (tmp_path / "aside").rename(place)
    await index.start()
    assert (await index.count("jobs"), await index.count("candidates")) == (1, 2)
    await index.stop()
