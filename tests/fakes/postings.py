"""What ingest remembers of postings, in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from rematch_common.records import Outgoing
from rematch_ingest.domain.fates import Decision, Fate, Receipt
from rematch_ingest.domain.ids import IngestId
from rematch_ingest.ports.replies import Busy, Reply


class FakeOutcomes:
    """See rematch_ingest.ports.outcomes.Outcomes. `count` is told what is noted, and whether it gave way."""

    def __init__(self, count: Callable[[Decision, bool], None] = lambda _, __: None) -> None:
        self.receipts: dict[UUID, Receipt] = {}
        self.decisions: dict[IngestId, Decision] = {}
        self._count = count

    async def open(self, receipt: Receipt) -> None:
        self.receipts.setdefault(receipt.receipt_id, receipt)

    async def note(self, decisions: Sequence[Decision]) -> None:
        for decision in decisions:
            known = self.decisions.get(decision.id)
            mends = known is not None and known.outcome == "rejected" and decision.outcome != "rejected"
            if decision.id.receipt not in self.receipts or (known is not None and not mends):
                continue
            self.decisions[decision.id] = decision
            self._count(decision, known is not None)

    async def find(self, id_: IngestId, tenant_id: str | None) -> Fate | None:
        receipt = self.receipts.get(id_.receipt)
        if receipt is None or tenant_id not in (None, receipt.tenant_id) or id_.place >= receipt.items:
            return None
        return Fate(receipt.taken_at, self.decisions.get(id_))

    async def prune(self, before: datetime) -> int:
        old = {key for key, receipt in self.receipts.items() if receipt.taken_at < before}
        self.receipts = {key: receipt for key, receipt in self.receipts.items() if key not in old}
        self.decisions = {id_: said for id_, said in self.decisions.items() if id_.receipt not in old}
        return len(old)


class FakeReplies:
    """See rematch_ingest.ports.replies.Replies."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[datetime, Reply | None]] = {}

    async def claim(self, tenant_id: str, key: str, now: datetime) -> Reply | None:
        at, reply = self._kept.get((tenant_id, key), (None, None))
        if at is not None and at > now - (timedelta(hours=24) if reply else timedelta(minutes=5)):
            if reply is None:
                raise Busy
            return reply
        self._kept[tenant_id, key] = now, None
        return None

    async def keep(self, tenant_id: str, key: str, reply: Reply) -> None:
        self._kept[tenant_id, key] = self._kept[tenant_id, key][0], reply

    async def release(self, tenant_id: str, key: str) -> None:
        if self._kept.get((tenant_id, key), (None, None))[1] is None:
            self._kept.pop((tenant_id, key), None)

    async def prune(self, before: datetime) -> None:
        self._kept = {key: kept for key, kept in self._kept.items() if kept[0] >= before}


class FakeHeld:
    """See rematch_ingest.ports.held.Held."""

    def __init__(self) -> None:
        self.records: list[Outgoing] = []

    async def keep(self, records: Sequence[Outgoing]) -> None:
        self.records += [record for record in records if record not in self.records]
