"""What the cache on disk keeps, forgets, and does when its file is damaged or can't be used."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from rematch_embed.adapters.sqlite_cache import SqliteCache
from rematch_embed.domain.texts import text_hash

SPACE = "letters 1 3"


def vector(number: int) -> bytes:
    return number.to_bytes(4, "little") * 3


def keys(*numbers: int) -> list[str]:
    return [text_hash(str(number)) for number in numbers]


def vectors(*numbers: int) -> dict[str, bytes]:
    return {key: vector(number) for key, number in zip(keys(*numbers), numbers, strict=True)}


@asynccontextmanager
async def cache_in(folder: Path, rows: int = 1_000) -> AsyncIterator[SqliteCache]:
    cache = SqliteCache(folder / "embed" / "vectors.sqlite", rows)
    await cache.start()
    try:
        yield cache
    finally:
        await cache.stop()


async def test_what_was_put_is_found_by_its_space_after_a_restart_too(tmp_path: Path) -> None:
    many = vectors(*range(1_200))
    async with cache_in(tmp_path, rows=2_000) as cache:
        await cache.put(SPACE, many)
        assert await cache.get(SPACE, [*many, *keys(9_999)]) == many
        assert await cache.get("letters 2 3", list(many)) == {}
        assert await cache.get(SPACE, []) == {}
    async with cache_in(tmp_path) as cache:
        assert await cache.get(SPACE, keys(7)) == vectors(7)


async def test_the_oldest_are_forgotten(tmp_path: Path) -> None:
    async with cache_in(tmp_path, rows=10) as cache:
        for number in range(25):
            await cache.put(SPACE, vectors(number))
        assert await cache.get(SPACE, keys(*range(25))) == vectors(*range(15, 25))


async def test_what_is_to_be_forgotten_is_not_in_the_file_any_more(tmp_path: Path) -> None:
    async with cache_in(tmp_path) as cache:
        for space in (SPACE, "others 1 3"):
            await cache.put(space, {keys(1)[0]: b"a vector of somebody", keys(2)[0]: b"another"})
        await cache.forget(keys(1))
        for space in (SPACE, "others 1 3"):
            assert await cache.get(space, keys(1, 2)) == {keys(2)[0]: b"another"}
    for file in (tmp_path / "embed").iterdir():
        assert b"a vector of somebody" not in file.read_bytes()


def spoil(file: Path, how: str) -> None:
    if how == "no database":
        file.write_bytes(b"this is no database " * 500)
    elif how == "cut off":
        file.write_bytes(file.read_bytes()[:5_000])
    else:
        whole = file.read_bytes()
        file.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))


@pytest.mark.parametrize("how", ["no database", "cut off", "overwritten"])
async def test_a_damaged_file_is_set_aside_and_begun_anew_with_one_line(tmp_path: Path, how: str) -> None:
    file = tmp_path / "embed" / "vectors.sqlite"
    async with cache_in(tmp_path) as cache:
        await cache.put(SPACE, vectors(*range(500)))
    spoil(file, how)
    with capture_logs() as said:
        async with cache_in(tmp_path) as cache:
            assert await cache.get(SPACE, keys(1)) == {}
            await cache.put(SPACE, vectors(2))
            await cache.put(SPACE, vectors(3))
            assert await cache.get(SPACE, keys(2, 3)) == vectors(2, 3)
    (line,) = said
    assert "begun anew" in line["event"]
    assert file.with_name("vectors.sqlite.damaged").exists()


async def test_two_processes_share_a_file_and_one_that_sets_it_aside_harms_no_other(tmp_path: Path) -> None:
    async with cache_in(tmp_path) as one, cache_in(tmp_path) as other:
        await asyncio.gather(
            *(cache.put(SPACE, vectors(*range(n, n + 50))) for n in range(10) for cache in (one, other))
        )
        assert await other.get(SPACE, keys(*range(59))) == await one.get(SPACE, keys(*range(59))) == vectors(*range(59))
    spoil(tmp_path / "embed" / "vectors.sqlite", "no database")
    async with cache_in(tmp_path) as one, cache_in(tmp_path) as other:
        await asyncio.gather(*(cache.get(SPACE, keys(1)) for cache in (one, other)))
        await one.put(SPACE, vectors(5))
        assert await other.get(SPACE, keys(5)) == vectors(5)


async def test_where_nothing_can_be_kept_nothing_fails_and_it_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "embed").write_text("a file where the folder should be")
    with capture_logs() as said:
        async with cache_in(tmp_path) as cache:
            await cache.put(SPACE, vectors(1))
            assert await cache.get(SPACE, keys(1)) == {}
            await cache.forget(keys(1))
    assert [line["event"] for line in said] == ["vectors are not kept on disk"]


async def test_who_finds_the_file_locked_goes_on_without(tmp_path: Path) -> None:
    async with cache_in(tmp_path) as cache:
        await cache.put(SPACE, vectors(1))
        with closing(sqlite3.connect(tmp_path / "embed" / "vectors.sqlite", isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            await cache.put(SPACE, vectors(2))
            assert await cache.get(SPACE, keys(1, 2)) == vectors(1)
            holder.execute("ROLLBACK")
        await cache.put(SPACE, vectors(2))
        assert await cache.get(SPACE, keys(1, 2)) == vectors(1, 2)
