"""Answer whoever handed in a raw record that went to the dead-letter queue."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from string import digits
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from rematch_common.clock import Now
from rematch_common.codec import encode
from rematch_common.consume import Failure
from rematch_common.contracts import INGEST_OUTCOMES, RAW_JOBS, RAW_JOBS_BULK, IngestOutcome, RawCoordinates
from rematch_common.contracts.fields import ExternalId, Source, Url, Word, is_blank
from rematch_common.contracts.limits import MAX_RAW_BYTES
from rematch_common.contracts.raw_job import OLDER_SPELLINGS
from rematch_common.contracts.topic import base_topic
from rematch_common.errors import InvalidRecord
from rematch_common.records import Outgoing, Record
from rematch_dedup.domain.decision import raw_id, short
from rematch_dedup.handlers.events import Origin

_RAW = (RAW_JOBS.name, RAW_JOBS_BULK.name)
_NAMES: Mapping[str, TypeAdapter[str]] = {
    "ingest_id": TypeAdapter(Word),
    "source": TypeAdapter(Source),
    "external_id": TypeAdapter(ExternalId),
    "url": TypeAdapter(Url),
}
_LONGEST_FIELD = 1_000


class Reject:
    """What is said of a raw record beside its dead letter: as much of its names as can be read."""

    def __init__(self, now: Now) -> None:
        self._now = now

    def __call__(self, failure: Failure) -> Sequence[Outgoing]:
        record = failure.record
        if base_topic(record.topic) not in _RAW:
            return ()
        outcome = self._outcome(failure)
        # A raw record has one outcome, so its own id serves as the version of what is said of it.
        version = raw_id(record.coordinates, record.timestamp_ms).int >> 76
        stamp = replace(Origin(record, outcome.decided_at).stamp, version=version)
        return [encode(INGEST_OUTCOMES, outcome.key, outcome, stamp)]

    def _outcome(self, failure: Failure) -> IngestOutcome:
        record, error, names = failure.record, failure.error, _names(failure.record)
        reason, field = (error.reason, error.field) if isinstance(error, InvalidRecord) else ("bug", None)
        return IngestOutcome(
            ingest_id=names.get("ingest_id"),
            source=names.get("source"),
            external_id=names.get("external_id") or (short(names["url"]) if "url" in names else None),
            raw=RawCoordinates(topic=record.topic, partition=record.partition, offset=record.offset),
            outcome="rejected",
            reason=reason,
            field=field[:_LONGEST_FIELD] if field else None,
            decided_at=self._now(),
        )


def _names(record: Record) -> dict[str, str]:
    """What the record says of itself, where that much can be read."""
    given = _beginning(record.content or b"")
    found: dict[str, str] = {}
    for name, adapter in _NAMES.items():
        spellings = (name, *(older for older, today in OLDER_SPELLINGS.items() if today == name))
        for value in (given[spelling] for spelling in spellings if not is_blank(given.get(spelling))):
            try:
                found[name] = adapter.validate_python(value)
                break
            except ValidationError:
                continue
    return found


def _beginning(value: bytes) -> dict[str, Any]:
    """The fields that stand before whatever is broken, or before it gets too long to read on."""
    text = value[:MAX_RAW_BYTES].decode("utf-8", "replace")
    try:
        # A number at the end may be the half of one.
        data = from_json(text.rstrip(digits), allow_partial=True)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
