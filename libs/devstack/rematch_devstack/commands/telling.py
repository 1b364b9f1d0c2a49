"""A record as one readable line: when, where, under which key, and the few fields that tell most."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson

from rematch_common.contracts import base_topic, limits
from rematch_common.contracts.topics import TOPICS
from rematch_common.records import Record
from rematch_devstack.commands.console import preview, safe

Facts = Mapping[str, Any]


def line(record: Record) -> str:
    """The record for a person."""
    when = datetime.fromtimestamp(record.timestamp_ms / 1000).astimezone().strftime("%H:%M:%S.%f")[:-3]
    return f"{when} {record.coordinates} {preview(record.key, 60)}  {what(record)}"


def what(record: Record) -> str:
    """What the record says, as far as it can be read."""
    if record.header(limits.DLQ_REASON) is not None and record.topic.endswith(".dlq"):
        return _dead(record)
    if record.content is None:
        return "forgotten (tombstone)"
    kind = kind_of(record)
    try:
        facts = orjson.loads(record.content)
        return f"{_name(kind)} {safe(TELLING.get(kind, _anything)(facts))}".strip()
    except (ValueError, TypeError, KeyError, AttributeError):
        return f"{len(record.content):,} bytes: {preview(record.content, 100)}"


def kind_of(record: Record) -> str:
    """The ce_type, also of a record that needs no header to tell it."""
    told = record.header("ce_type")
    if told is not None:
        return told
    usual = next((topic.usual for topic in TOPICS if topic.name == base_topic(record.topic)), None)
    return usual.ce_type if usual else ""


def as_json(record: Record) -> bytes:
    """The record for a program: coordinates, and the value as it is."""
    told: dict[str, Any] = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp_ms": record.timestamp_ms,
        "key": None if record.key is None else record.key.decode("utf-8", "replace"),
        "headers": {name: text.decode("utf-8", "replace") for name, text in record.headers},
    }
    return orjson.dumps(told | _value(record.content))


def _value(value: bytes | None) -> dict[str, Any]:
    """JSON as JSON, other text as text, anything else in hexadecimal digits."""
    if value is None:
        return {"value": None}
    try:
        return {"value": orjson.loads(value)}
    except ValueError:
        pass
    try:
        return {"value_text": value.decode()}
    except UnicodeDecodeError:
        return {"value_hex": value.hex()}


def _dead(record: Record) -> str:
    origin = "/".join(record.header(f"dlq_original_{part}") or "?" for part in ("topic", "partition", "offset"))
    told = [record.header(limits.DLQ_CONSUMER), record.header(limits.DLQ_REASON), record.header(limits.DLQ_ERROR)]
    return safe(f"{' · '.join(each or '?' for each in told)} (from {origin})", 240)


def _name(kind: str) -> str:
    """rematch.job.deduplicated.v1 reads job.deduplicated."""
    return safe(kind.removeprefix("rematch.").rsplit(".v", 1)[0], 60)


def _version(facts: Facts) -> str:
    return f"v{facts.get('version', '?')}"


def _opening(facts: Facts) -> str:
    return f"{facts['title']} at {facts['company']}"


def _raw(facts: Facts) -> str:
    title = facts.get("title") or facts.get("job_title") or "?"
    company = facts.get("company") or facts.get("company_name") or "?"
    return " · ".join(str(each) for each in (f"{title} at {company}", facts.get("location")) if each)


def _job(facts: Facts) -> str:
    skills, ads = len(facts.get("skills", ())), len(facts.get("ads", ()))
    return f"{_version(facts)} {_opening(facts)} · {skills} skills, {ads} ads{_model(facts)}"


def _model(facts: Facts) -> str:
    models = [str(each.get("model")) for each in facts.get("embeddings", ())]
    return f" · {', '.join(models)}" if models else ""


def _closed(facts: Facts) -> str:
    return f"{_version(facts)} {facts['reason']}"


def _candidate(facts: Facts) -> str:
    titles, skills = facts.get("titles") or [""], len(facts.get("skills", ()))
    return f"{_version(facts)} {facts.get('status', '')} {titles[0]} · {skills} skills{_model(facts)}"


def _outcome(facts: Facts) -> str:
    return " · ".join(str(facts[name]) for name in ("outcome", "stage", "job_id", "reason") if facts.get(name))


def _match(facts: Facts) -> str:
    return f"{_version(facts)} {facts['score']:.0f} {_opening(facts['job'])} — {facts['explanation']['summary']}"


def _key(facts: Facts) -> str:
    return f"{facts['tenant_id']} · {', '.join(facts['scopes'])}{' · revoked' if facts.get('revoked_at') else ''}"


def _anything(facts: Facts) -> str:
    """The first few plain fields of a record that nobody has written a line for."""
    plain = [f"{name}={value}" for name, value in facts.items() if isinstance(value, str | int | float)]
    return " ".join(plain[:6])


TELLING: Mapping[str, Callable[[Facts], str]] = {
    "rematch.job.scraped.v1": _raw,
    "rematch.job.deduplicated.v1": _job,
    "rematch.job.updated.v1": _job,
    "rematch.job.closed.v1": _closed,
    "rematch.job.embedded.v1": _job,
    "rematch.ingest.decided.v1": _outcome,
    "rematch.candidate.changed.v1": _candidate,
    "rematch.candidate.embedded.v1": _candidate,
    "rematch.match.found.v1": _match,
    "rematch.match.updated.v1": _match,
    "rematch.match.withdrawn.v1": _closed,
    "rematch.access_key.changed.v1": _key,
}
