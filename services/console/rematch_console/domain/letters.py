"""Dead letters as they are shown: masked, unless somebody with the right to has asked to see one."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from rematch_common.clock import from_millis
from rematch_common.contracts import limits
from rematch_common.dead_letters.choosing import SUFFIX, Group, consumer_of, reason_of
from rematch_common.dead_letters.editing import editable
from rematch_common.dead_letters.masking import masked, masked_error, masked_key
from rematch_common.dead_letters.veiling import hidden
from rematch_common.records import Record

_LONGEST = 400_000


def group_shown(group: Group) -> dict[str, Any]:
    # What a bug says may quote the record.
    error = "" if group.reason == "bug" else group.newest_error[:300]
    return {
        "topic": group.topic.removesuffix(SUFFIX),
        "consumer": group.consumer,
        "reason": group.reason,
        "records": group.records,
        "redriven": group.redriven,
        "newest_at": from_millis(max(0, group.newest_ms)).isoformat(),
        "field": group.newest_field,
        "error": error,
    }


def tally(groups: Iterable[Group]) -> list[dict[str, Any]]:
    """How many of each reason, whatever the topic, the most first."""
    counted: dict[str, int] = {}
    for group in groups:
        counted[group.reason] = counted.get(group.reason, 0) + group.records
    return [{"reason": name, "records": n} for name, n in sorted(counted.items(), key=lambda one: -one[1])]


def letter_shown(record: Record, redriven: bool) -> dict[str, Any]:
    """Without a word of what the record says."""
    field = record.header(limits.DLQ_FIELD)
    value = masked(record)
    return {
        "topic": record.topic.removesuffix(SUFFIX),
        "partition": record.partition,
        "offset": record.offset,
        "at": from_millis(max(0, record.timestamp_ms)).isoformat(),
        "consumer": consumer_of(record),
        "reason": reason_of(record),
        "field": field,
        "error": masked_error(record),
        "attempts": record.header(limits.DLQ_ATTEMPTS),
        "original": _origin(record),
        "key": masked_key(record),
        "bytes": len(record.value or b""),
        "value": value,
        "at_fault": at(value, field),
        "redriven": redriven,
        "erased": hidden(record),
    }


def revealed(record: Record) -> dict[str, Any]:
    """What it really says, for who may see it."""
    return {
        "key": (record.key or b"").decode("utf-8", "replace"),
        "text": pretty(record.content or b""),
        "error": record.header(limits.DLQ_ERROR) or "",
        "traceback": record.header(limits.DLQ_TRACEBACK),
        "editable": editable(record) and len(record.value or b"") <= _LONGEST,
    }


def pretty(value: bytes) -> str:
    """JSON in lines, where it is JSON."""
    try:
        return orjson.dumps(orjson.loads(value), option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONDecodeError:
        return value[:_LONGEST].decode("utf-8", "replace")


def at(value: Any, path: str | None) -> Any:
    """What stands at a path like skills.3.id in the masked value; None where nothing does."""
    for step in (path or "").split(".") if path else ():
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value if path else None


def _origin(record: Record) -> str | None:
    names = (limits.DLQ_ORIGINAL_TOPIC, limits.DLQ_ORIGINAL_PARTITION, limits.DLQ_ORIGINAL_OFFSET)
    told = [record.header(name) for name in names]
    return "/".join(one or "?" for one in told) if told[0] else None
