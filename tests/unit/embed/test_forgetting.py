"""Somebody is forgotten: by embed's memory and disk, and by whoever reads behind it."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

import numpy as np
import pytest

from rematch_common.codec import Stamp, decode, encode
from rematch_common.consume import Received
from rematch_common.contracts import CANDIDATE_PROFILES, ERASURE_RECEIPTS, CandidateChanged, ErasureReceipt, limits
from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.erased import Erased
from rematch_common.errors import DependencyAway
from rematch_common.records import Outgoing, Record
from rematch_embed.adapters.local_vectors import LocalVectors
from rematch_embed.adapters.memory_owners import MemoryOwners
from rematch_embed.adapters.model_vectors import ModelVectors
from rematch_embed.adapters.sqlite_cache import SqliteCache
from rematch_embed.adapters.sqlite_owners import SqliteOwners
from rematch_embed.domain.texts import candidate_text, text_hash
from rematch_embed.handlers import Embed
from rematch_embed.handlers.forgetting import Forget
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.samples import NOW


def person(name: str, headline: str) -> CandidateChanged:
    return CHANGED[0].model_copy(update={"candidate_id": name, "version": 3, "headline": headline})


def hash_of(candidate: CandidateChanged) -> str:
    return text_hash(candidate_text(candidate))


def came(event: CandidateChanged) -> Received:
    out = encode(CANDIDATE_PROFILES, event.key, event, Stamp("test", NOW))
    return Received(record(out), event)


def ended(key: str, erasure_id: str | None = "e-1") -> Received:
    return Received(record(encode(CANDIDATE_PROFILES, key, None, Stamp("test", NOW, None, 4, erasure_id))), None)


def record(sent: Outgoing) -> Record:
    return Record(sent.topic, 0, 0, 0, sent.key, sent.value, sent.headers)


class Remembering:
    """embed with a memory and a disk, over a model that is none."""

    def __init__(self, folder: Path, erased: Erased | None = None) -> None:
        self.file = folder / "vectors.sqlite"
        self.disk = SqliteCache(self.file, 1_000)
        self.model = ModelVectors(FakeEmbedder, 100, self.disk)
        self.forget = Forget(LocalVectors(self.model), [MemoryOwners(100), SqliteOwners(self.disk)], erased)
        self.embed = Embed(LocalVectors(self.model), lambda: NOW, forget=self.forget)

    async def knows(self, candidate: CandidateChanged) -> bool:
        return (await self.model.known([candidate_text(candidate)]))[0] is not None

    def bytes(self) -> bytes:
        return b"".join(file.read_bytes() for file in self.file.parent.iterdir())


@asynccontextmanager
async def remembering(folder: Path, erased: Erased | None = None) -> AsyncIterator[Remembering]:
    one = Remembering(folder, erased)
    await one.disk.start()
    await one.model.start()
    try:
        yield one
    finally:
        await one.model.stop()
        await one.disk.stop()


def receipts(sent: Sequence[Outgoing]) -> list[ErasureReceipt]:
    told = [decode(ERASURE_RECEIPTS, record(one)) for one in sent if one.topic == ERASURE_RECEIPTS.name]
    return [one for one in told if isinstance(one, ErasureReceipt)]


async def test_a_tombstone_passes_on_with_its_erasure_and_a_receipt_is_given(tmp_path: Path) -> None:
    async with remembering(tmp_path) as one:
        jane, also_jane = person("c-1", "welder"), person("c-1", "welder of pipes")
        await one.embed([came(jane), came(also_jane)])
        sent = await one.embed([ended(jane.key)])
        onward = record(sent[0])
        assert (onward.value, onward.version, onward.header(limits.ERASURE_ID)) == (None, 4, "e-1")
        (told,) = receipts(sent)
        assert (told.erasure_id, told.store, told.done_at) == ("e-1", "embed", NOW)
        assert told.counts == {"cached_texts": 2, "tombstones": 1}
        assert (told.tenant_id, told.candidate_id, told.version) == (jane.tenant_id, "c-1", 4)
        assert not await one.knows(jane)
        assert not await one.knows(also_jane)


async def test_a_text_that_somebody_else_has_stays_until_they_are_forgotten_too(tmp_path: Path) -> None:
    async with remembering(tmp_path) as one:
        jane, eve = person("c-1", "welder"), person("c-2", "welder")
        assert hash_of(jane) == hash_of(eve)
        await one.embed([came(jane), came(eve)])
        await one.embed([ended(jane.key)])
        assert await one.knows(eve)
        await one.embed([ended(eve.key)])
        assert not await one.knows(eve)


async def test_what_comes_before_the_tombstone_in_its_batch_is_forgotten_too(tmp_path: Path) -> None:
    async with remembering(tmp_path) as one:
        jane = person("c-1", "welder")
        await one.embed([came(jane), ended(jane.key)])
        assert not await one.knows(jane)


async def test_nothing_of_it_stays_in_the_files(tmp_path: Path) -> None:
    async with remembering(tmp_path) as one:
        jane = person("c-1", "welder")
        await one.embed([came(jane), came(person("c-2", "baker"))])
        (embedding,) = await one.model.known([candidate_text(jane)])
        assert embedding
        vector = np.frombuffer(embedding.to_bytes(), "<f4").tobytes()
        assert vector in one.bytes()
        await one.embed([ended(jane.key)])
        assert vector not in one.bytes()
        assert bytes.fromhex(hash_of(jane)) not in one.bytes()


async def test_a_replica_that_only_follows_the_topic_forgets_as_well(tmp_path: Path) -> None:
    async with remembering(tmp_path) as one:
        jane = person("c-1", "welder")
        await one.embed([came(jane)])
        await one.forget.see([came(jane).record, Record("x", 0, 0, 0, None, None)])
        assert await one.knows(jane)
        await one.forget.see([ended(jane.key).record])
        assert not await one.knows(jane)


async def test_what_is_remembered_over_a_restart_is_forgotten_after_it(tmp_path: Path) -> None:
    jane = person("c-1", "welder")
    async with remembering(tmp_path) as one:
        await one.embed([came(jane)])
    async with remembering(tmp_path) as again:
        assert await again.knows(jane)
        (told,) = receipts(await again.embed([ended(jane.key)]))
        assert told.counts["cached_texts"] == 1
        assert not await again.knows(jane)


async def test_a_tombstone_that_belongs_to_no_erasure_forgets_and_is_answered_with_no_receipt(tmp_path: Path) -> None:
    async with remembering(tmp_path) as one:
        jane = person("c-1", "welder")
        await one.embed([came(jane)])
        assert receipts(await one.embed([ended(jane.key, None)])) == []
        assert not await one.knows(jane)


async def test_while_the_file_is_locked_the_erasure_waits(tmp_path: Path) -> None:
    async with remembering(tmp_path) as one:
        jane = person("c-1", "welder")
        await one.embed([came(jane)])
        with closing(sqlite3.connect(one.file, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            with pytest.raises(DependencyAway):
                await one.embed([ended(jane.key)])
            holder.execute("ROLLBACK")
        await one.embed([ended(jane.key)])
        assert not await one.knows(jane)


async def test_whose_text_cannot_be_noted_is_not_kept_on_disk(tmp_path: Path) -> None:
    jane = person("c-1", "welder")
    async with remembering(tmp_path) as one:
        with closing(sqlite3.connect(one.file, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            await SqliteOwners(one.disk).note([(jane.key, hash_of(jane))])
            holder.execute("ROLLBACK")
        await one.disk.put("words 1 3", {hash_of(jane): b"a vector"})
        assert await one.disk.get("words 1 3", [hash_of(jane)]) == {}


async def test_vectors_of_which_nobody_knows_whose_they_are_are_dropped_with_the_old_layout(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "vectors.sqlite")) as old:
        old.execute("CREATE TABLE vectors (id INTEGER PRIMARY KEY, hash BLOB, space TEXT, vector BLOB)")
        old.execute("INSERT INTO vectors (hash, space, vector) VALUES (?, 's', ?)", (b"\x01" * 32, b"old"))
        old.commit()
    async with remembering(tmp_path) as one:
        assert await one.disk.get("s", ["01" * 32]) == {}
        await one.disk.put("s", {"01" * 32: b"new"})
        assert await one.disk.get("s", ["01" * 32]) == {"01" * 32: b"new"}
