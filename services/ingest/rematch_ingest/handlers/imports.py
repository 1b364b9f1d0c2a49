"""Imports: take an upload in, piece by piece, and work the pieces off."""

import asyncio
import hashlib
from collections.abc import AsyncIterable, Sequence
from datetime import datetime

from rematch_common.clock import Now
from rematch_common.contracts import RAW_JOBS_BULK
from rematch_common.records import Outgoing
from rematch_ingest.domain.cutting import Item, Unreadable
from rematch_ingest.domain.fates import refusal
from rematch_ingest.domain.ids import IngestId
from rematch_ingest.domain.imports import Import, Upload
from rematch_ingest.domain.pieces import Piecer
from rematch_ingest.domain.postings import parsed
from rematch_ingest.domain.reading import Refused
from rematch_ingest.handlers.postings import Raw, read_one
from rematch_ingest.ports.imports import BeingUploaded, Imports, Ref, Taken, Worked

# Uploads come in small chunks: to hand each to a thread would cost more than its work. (Cut into rows of two bytes it
# grows sixty times.)
_AT_ONCE = 64 * 1024


class AnotherFile(Exception):
    """The key of this upload was used for another file."""


class TakeUpload:
    """Keeps an upload in pieces; of what can't be read to its end nothing is worked off."""

    def __init__(self, imports: Imports, now: Now) -> None:
        self._imports = imports
        self._now = now

    async def __call__(self, upload: Upload, chunks: AsyncIterable[bytes]) -> tuple[Import, bool]:
        """The import, and whether it is new. Raises Unreadable, AnotherFile, BeingUploaded, and what `chunks`
        raises."""
        ref = upload.tenant_id, upload.import_id
        begun = await self._imports.begin(upload, self._now())
        if begun == "busy":
            raise BeingUploaded
        if begun == "begun":
            await self._keep(upload, ref, chunks)
        found = await self._imports.get(ref)
        assert found is not None, "it was begun above, or before"
        if begun == "known" and found.sha256 != await _sha256(chunks):
            raise AnotherFile
        return found, begun == "begun"

    async def _keep(self, upload: Upload, ref: Ref, chunks: AsyncIterable[bytes]) -> None:
        piecer = Piecer(upload.format)
        try:
            last = await self._pieces(piecer, ref, chunks)
        except BeingUploaded:  # by somebody who has taken it over; it is theirs now
            raise
        except BaseException as error:
            told = str(error) if isinstance(error, Unreadable) else "the upload broke off: send it again"
            await asyncio.shield(self._imports.fail(ref, told, self._now()))
            raise
        taken = Taken(piecer.sha256, piecer.bytes, piecer.items, piecer.pieces, last)
        await self._imports.take(ref, taken, self._now())

    async def _pieces(self, piecer: Piecer, ref: Ref, chunks: AsyncIterable[bytes]) -> int:
        last = 0
        async for chunk in _gathered(chunks):
            for piece in await asyncio.to_thread(piecer.feed, chunk):
                await self._imports.add(ref, piece, self._now())
                last = piece.last
        for piece in await asyncio.to_thread(piecer.end):
            await self._imports.add(ref, piece, self._now())
            last = piece.last
        return last


async def _gathered(chunks: AsyncIterable[bytes]) -> AsyncIterable[bytes]:
    held = bytearray()
    async for chunk in chunks:
        held += chunk
        if len(held) >= _AT_ONCE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


async def _sha256(chunks: AsyncIterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    async for chunk in chunks:
        digest.update(chunk)
    return digest.digest()


class WorkOff:
    """Publishes what waits, a piece of each import in turn, so that a large one keeps none waiting."""

    def __init__(self, imports: Imports, raw: Raw, now: Now) -> None:
        self._imports = imports
        self._raw = raw
        self._now = now

    async def __call__(self) -> None:
        """Until nothing waits. Raises DependencyAway; the piece in hand is then still there."""
        while waiting := await self._imports.waiting():
            worked = [await self._imports.work_off(ref, self._publish, self._now()) for ref in waiting]
            if not any(worked):
                return

    async def _publish(self, one: Import, items: Sequence[Item]) -> Worked:
        now = self._now()
        read = await asyncio.to_thread(read_items, one, items, now)
        records = [record for _, record in read if isinstance(record, Outgoing)]
        await self._raw.publish(records)
        refused = [refusal(id_, record, now) for id_, record in read if isinstance(record, Refused)]
        return Worked(len(records), refused)


def read_items(one: Import, items: Sequence[Item], now: datetime) -> list[tuple[IngestId, Outgoing | Refused]]:
    """Each under the id that its line gives it."""
    read = []
    for item in items:
        id_ = IngestId(one.import_id, item.number)
        read.append((id_, read_one(RAW_JOBS_BULK, _parsed(item, one.source), id_, now)))
    return read


def _parsed(item: Item, source: str | None) -> object:
    if item.fault:
        return Refused(item.fault)
    found = parsed(item.text)
    if source and isinstance(found, dict) and not (found.get("source") or found.get("platform")):
        return {**found, "source": source}
    return found
