"""Whom the ledger of erasures names, as `erasure-receipts` tells it: whose records nobody may use or look at any more.

A dead letter outlives the person whom it is about, as Kafka takes no single record out of a topic. Who comes anew under
the same id is somebody else: what is theirs is told from what was by versions, and where a record has none that can be
compared (a pair's is the pair's own) by time.
"""

import re
from collections.abc import Sequence

import orjson

from rematch_common.codec import decode
from rematch_common.contracts import (
    ERASURE_RECEIPTS,
    MATCH_FEEDBACK,
    MATCHES,
    ErasureReceipt,
    about_people,
    base_topic,
    limits,
)
from rematch_common.errors import InvalidRecord
from rematch_common.records import Record

_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_PAIRS = frozenset({MATCHES.name, MATCH_FEEDBACK.name})
_OPEN = 2**63
"""Milliseconds: match has not forgotten the person yet, so more may still come of them."""
_LAST, _FIRST = "match", "ingest"


class Erased:
    """Each person who was erased, by the hash of their key (two of the same hash are one in 10^19): up to which
    version, and until when something came of them. Some 200 bytes each."""

    def __init__(self, *, complete: bool = False) -> None:
        self.complete = complete
        self._lives: dict[int, tuple[int, int]] = {}

    def note(self, person: str, version: int, until_ms: int | None = None) -> None:
        known = self._lives.get(hash(person), (0, _OPEN))
        if version > known[0] or (version == known[0] and known[1] == _OPEN):
            self._lives[hash(person)] = version, _OPEN if until_ms is None else until_ms

    def see(self, records: Sequence[Record]) -> list[str]:
        """Whom these receipts name. Nothing at all says that every one there was has been seen."""
        self.complete = self.complete or not records
        told = [receipt for record in records if (receipt := _receipt(record))]
        for receipt in told:
            until = int(receipt.done_at.timestamp() * 1000) if receipt.store == _LAST else None
            self.note(_key(receipt), receipt.version or 0, until)
        return sorted({_key(receipt) for receipt in told})

    def version(self, person: str) -> int:
        """Up to which version the person is erased; 0 for who is not."""
        return self._lives.get(hash(person), (0, 0))[0]

    def ended(self, record: Record) -> bool:
        """Whether the record, wherever it lies now, tells of a life that has been erased."""
        return self.whose(record) is not None

    def whose(self, record: Record) -> str | None:
        """The key of the erased person whom the record tells of."""
        if not self._lives or not about_people(record.topic):
            return None
        person, version = _person(record)
        life = self._lives.get(hash(person)) if person else None
        if life is None:
            return None
        if version is None or base_topic(record.topic).partition(".")[0] in _PAIRS:
            return person if _came_at(record) <= life[1] else None
        return person if version <= life[0] else None


def _receipt(record: Record) -> ErasureReceipt | None:
    """ingest's, which is there first, or match's; None for what is neither."""
    try:
        told = decode(ERASURE_RECEIPTS, record)
    except InvalidRecord:
        return None
    if not isinstance(told, ErasureReceipt) or told.store not in (_FIRST, _LAST):
        return None
    return told if told.tenant_id and told.candidate_id and told.version else None


def _key(receipt: ErasureReceipt) -> str:
    return f"{receipt.tenant_id}/{receipt.candidate_id}"


def _person(record: Record) -> tuple[str | None, int | None]:
    """Whose record it is by its key, or else by what it says; and its version."""
    parts = (record.key or b"").decode("utf-8", "replace").split("/")
    keyed = "/".join(parts[:2]) if len(parts) in (2, 3) and all(map(_ID.fullmatch, parts[:2])) else None
    if keyed and record.version is not None:
        return keyed, record.version
    said = _said(record.content)
    version = said.get("version")
    named = f"{said.get('tenant_id')}/{said.get('candidate_id')}" if "candidate_id" in said else None
    return keyed or named, version if isinstance(version, int) else record.version


def _said(value: bytes | None) -> dict[str, object]:
    try:
        said = orjson.loads(value or b"{}")
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _came_at(record: Record) -> int:
    """Milliseconds: when it first came, wherever it has been since."""
    told = record.header(limits.DLQ_ORIGINAL_TIMESTAMP) or ""
    return int(told) if told.isdecimal() and len(told) < 19 else record.timestamp_ms
