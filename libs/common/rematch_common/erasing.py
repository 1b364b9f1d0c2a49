"""What a store reads of a person's tombstone, and the receipt that it gives once it has forgotten them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ERASURE_RECEIPTS, ErasureReceipt, limits
from rematch_common.records import Outgoing, Record
from rematch_common.tracing import new_traceparent

_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
# A tombstone that tells no version ends its key for good; versions are no larger than this.
FOR_GOOD = 2**53


@dataclass(frozen=True, slots=True)
class Erasure:
    """Whom to forget, up to which version of theirs: who comes anew under the same id is somebody else."""

    erasure_id: str
    tenant_id: str
    candidate_id: str
    version: int

    @property
    def person(self) -> tuple[str, str]:
        return self.tenant_id, self.candidate_id


def erasure_of(record: Record) -> Erasure | None:
    """The erasure that this tombstone of a person (or of a pair of theirs) belongs to. Most tombstones belong to none,
    and are answered with no receipt."""
    told = record.header(limits.ERASURE_ID)
    if record.value is not None or not told or not _ID.fullmatch(told):
        return None
    tenant_id, _, rest = (record.key or b"").decode("utf-8", "replace").partition("/")
    candidate_id = rest.partition("/")[0]
    if not (_ID.fullmatch(tenant_id) and _ID.fullmatch(candidate_id)):
        return None
    version = record.version or FOR_GOOD
    return Erasure(told, tenant_id, candidate_id, min(max(version, 1), FOR_GOOD))


def receipt(erasure: Erasure, store: str, at: datetime, counts: Mapping[str, int]) -> Outgoing:
    """The store's word that it has forgotten them."""
    return encoded(receipt_of(erasure, store, at, counts))


def receipt_of(erasure: Erasure, store: str, at: datetime, counts: Mapping[str, int]) -> ErasureReceipt:
    return ErasureReceipt(
        erasure_id=erasure.erasure_id,
        store=store,
        done_at=at,
        counts=dict(counts),
        tenant_id=erasure.tenant_id,
        candidate_id=erasure.candidate_id,
        version=erasure.version,
    )


def encoded(told: ErasureReceipt) -> Outgoing:
    stamp = Stamp(f"rematch/{told.store}", told.done_at, new_traceparent())
    return encode(ERASURE_RECEIPTS, told.key, told, stamp)
