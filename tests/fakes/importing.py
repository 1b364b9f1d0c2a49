"""Imports in memory."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from rematch_ingest.domain.fates import Decision, Receipt
from rematch_ingest.domain.imports import LISTED_FAILURES, Counts, Import, Upload
from rematch_ingest.domain.pieces import Piece, unpack
from rematch_ingest.ports.imports import BeingUploaded, PublishItems, Ref, Taken
from tests.fakes.postings import FakeOutcomes

COUNTED = {
    "new_opening": "new",
    "ad_of_opening": "joined",
    "refreshed": "refreshed",
    "updated": "updated",
    "rejected": "rejected",
}


class FakeImports:
    """See rematch_ingest.ports.imports.Imports."""

    def __init__(self) -> None:
        self.outcomes = FakeOutcomes(self.count)
        self._imports: dict[UUID, Import] = {}
        self._touched: dict[UUID, datetime] = {}
        self._pieces: dict[UUID, dict[int, Piece]] = {}

    async def begin(self, upload: Upload, now: datetime) -> Literal["begun", "known", "busy"]:
        known = self._imports.get(upload.import_id)
        if known is not None and known.stage == "taken":
            return "known"
        silent = self._touched.get(upload.import_id, now) <= now - timedelta(seconds=15)
        if known is not None and known.stage == "receiving" and not silent:
            return "busy"
        self._imports[upload.import_id] = Import(
            import_id=upload.import_id,
            tenant_id=upload.tenant_id,
            name=upload.name,
            format=upload.format,
            source=upload.source,
            stage="receiving",
            problem=None,
            sha256=None,
            bytes=0,
            total=0,
            pieces=0,
            pieces_read=0,
            counts=Counts(),
            started_at=now,
            taken_at=None,
            ended_at=None,
        )
        self._pieces[upload.import_id] = {}
        self._touched[upload.import_id] = now
        return "begun"

    async def add(self, ref: Ref, piece: Piece, now: datetime) -> None:
        if piece.number in self._pieces[ref[1]]:
            raise BeingUploaded
        self._pieces[ref[1]][piece.number] = piece
        self._touched[ref[1]] = now

    async def take(self, ref: Ref, taken: Taken, now: datetime) -> None:
        told: dict[str, Any] = {"sha256": taken.sha256, "bytes": taken.bytes, "total": taken.items}
        self._change(ref[1], stage="taken", pieces=taken.pieces, taken_at=now, **told)
        await self.outcomes.open(Receipt(ref[1], ref[0], taken.last + 1, now))

    async def fail(self, ref: Ref, problem: str, now: datetime) -> None:
        self._pieces[ref[1]] = {}
        self._change(ref[1], stage="failed", problem=problem, ended_at=now)

    async def waiting(self) -> list[Ref]:
        waiting = [one for one in self._imports.values() if one.stage == "taken" and self._pieces[one.import_id]]
        return [(one.tenant_id, one.import_id) for one in sorted(waiting, key=lambda one: one.started_at)]

    async def work_off(self, ref: Ref, publish: PublishItems, now: datetime) -> bool:
        pieces = self._pieces[ref[1]]
        if not pieces:
            return False
        piece = pieces[min(pieces)]
        worked = await publish(self._imports[ref[1]], unpack(piece.body))
        del pieces[piece.number]
        counts = self._imports[ref[1]].counts
        for refused in worked.refused[: max(0, LISTED_FAILURES - counts.refused)]:
            self.outcomes.decisions.setdefault(refused.id, refused)
        counts = replace(
            counts,
            lines=counts.lines + piece.items,
            published=counts.published + worked.published,
            refused=counts.refused + len(worked.refused),
        )
        self._change(ref[1], counts=counts, pieces_read=self._imports[ref[1]].pieces_read + 1)
        self._end(ref[1], now)
        return True

    def count(self, decision: Decision, again: bool) -> None:
        """An outcome of one of its lines; `again`: it was rejected before."""
        one = self._imports.get(decision.id.receipt)
        if one is None:
            return
        name = COUNTED[decision.outcome]
        counts = replace(one.counts, **{name: getattr(one.counts, name) + 1})
        self._change(one.import_id, counts=replace(counts, rejected=counts.rejected - 1) if again else counts)
        self._end(one.import_id, decision.decided_at)

    async def get(self, ref: Ref) -> Import | None:
        one = self._imports.get(ref[1])
        return one if one is not None and one.tenant_id == ref[0] else None

    async def page(self, tenant_id: str, limit: int, after: tuple[datetime, UUID] | None) -> list[Import]:
        mine = [one for one in self._imports.values() if one.tenant_id == tenant_id]
        placed = sorted(mine, key=lambda one: (one.started_at, one.import_id), reverse=True)
        return [one for one in placed if after is None or (one.started_at, one.import_id) < after][:limit]

    async def failures(self, ref: Ref, limit: int, after: int) -> list[Decision]:
        said = [d for id_, d in self.outcomes.decisions.items() if id_.receipt == ref[1] and id_.place > after]
        failed = [each for each in said if each.outcome == "rejected"]
        return sorted(failed, key=lambda each: each.id.place)[:limit] if await self.get(ref) else []

    async def stats(self, tenant_id: str) -> dict[str, Any]:
        mine = [one for one in self._imports.values() if one.tenant_id == tenant_id]
        return {
            "imports": len(mine),
            "running": sum(one.ended_at is None for one in mine),
            "failed_imports": sum(one.stage == "failed" for one in mine),
            "total": sum(one.total for one in mine),
            "new": sum(one.counts.new for one in mine),
            "duplicate": sum(one.counts.duplicate for one in mine),
            "updated": sum(one.counts.updated for one in mine),
            "failed": sum(one.counts.failed for one in mine),
            "newest_at": max((one.started_at for one in mine), default=None),
        }

    async def prune(self, before: datetime, broken_off: datetime) -> None:
        for one in list(self._imports.values()):
            if one.stage == "receiving" and self._touched[one.import_id] < broken_off:
                await self.fail((one.tenant_id, one.import_id), "the upload broke off: send it again", broken_off)
            if one.started_at < before and not self._pieces[one.import_id]:
                del self._imports[one.import_id]

    def _change(self, import_id: UUID, **fields: Any) -> None:
        self._imports[import_id] = replace(self._imports[import_id], **fields)

    def _end(self, import_id: UUID, now: datetime) -> None:
        one = self._imports[import_id]
        if one.ended_at is None and one.state == "completed":
            self._change(import_id, ended_at=now)
