"""A posting's way through the pipeline, put together from what passes on the topics."""

from dataclasses import dataclass, replace
from typing import Any

from rematch_common.records import Record
from rematch_console.domain.wording import moment_of

Raw = tuple[str, int, int]
"""Topic, partition and offset of the raw record."""
_LONGEST = 200
_RAW = ("raw-jobs", "raw-jobs-bulk")


@dataclass(frozen=True, slots=True)
class Passage:
    """One raw posting: what it is, what was decided, and when each stage was done with it (seconds since 1970)."""

    raw: Raw
    title: str = ""
    company: str = ""
    source: str = ""
    outcome: str = ""
    decided_by: str = ""
    like: str = ""
    job_id: str = ""
    received: float | None = None
    deduped: float | None = None
    embedded: float | None = None
    matched: float | None = None
    matches: int = 0
    best: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What one record says: of which raw posting, or of which opening, and what is new."""

    raw: Raw | None
    job_id: str = ""
    told: tuple[tuple[str, Any], ...] = ()
    score: float | None = None


def step_of(record: Record, value: Any) -> Step | None:
    """What a record says of a posting's way; None where that is nothing."""
    if not isinstance(value, dict):
        return None
    if record.topic in _RAW:
        return _raw_job(record, value)
    said = _SAID.get(record.topic)
    return said(value) if said else None


def after(passage: Passage, step: Step) -> Passage:
    """The passage with what the step says. What came first at a stage stays: an opening that changes later is another
    story; matches are counted."""
    told = {name: value for name, value in step.told if value is not None and not getattr(passage, name)}
    if step.score is not None:
        told |= {"matches": passage.matches + 1, "best": max(passage.best or 0.0, step.score)}
    return replace(passage, **told) if told else passage


def _raw_job(record: Record, value: Any) -> Step:
    told = ("title", _text(value, "title")), ("company", _text(value, "company")), ("source", _text(value, "source"))
    return Step((record.topic, record.partition, record.offset), "", (*told, ("received", record.timestamp_ms / 1000)))


def _outcome(value: Any) -> Step | None:
    raw, evidence = _object(value, "raw"), _object(value, "evidence")
    if not raw:
        return None
    told = (
        ("outcome", _text(value, "outcome")),
        ("decided_by", _text(value, "stage")),
        ("like", _text(evidence, "like")),
        ("job_id", _text(value, "job_id")),
        ("source", _text(value, "source")),
        ("deduped", seconds_of(value.get("decided_at"))),
    )
    return Step((raw.get("topic", ""), raw.get("partition", -1), raw.get("offset", -1)), _text(value, "job_id"), told)


def _opening(value: Any) -> Step | None:
    raw = _raw_of(value)
    lineage = _object(value, "lineage")
    told = (
        ("title", _text(value, "title")),
        ("company", _text(value, "company")),
        ("job_id", _text(value, "job_id")),
        ("received", seconds_of(lineage.get("received_at"))),
        ("deduped", seconds_of(lineage.get("deduped_at"))),
        ("embedded", seconds_of(lineage.get("embedded_at"))),
    )
    return Step(raw, _text(value, "job_id"), told) if raw and value.get("title") else None


def _match(value: Any) -> Step | None:
    score, raw = value.get("score"), _raw_of(value)
    if not isinstance(score, int | float) or value.get("trigger") not in ("new_job", "job_changed"):
        return None
    told = (("matched", seconds_of(_object(value, "lineage").get("matched_at"))),)
    return Step(raw, _text(value, "job_id"), told, float(score))


def _raw_of(value: Any) -> Raw | None:
    lineage = _object(value, "lineage")
    topic = lineage.get("raw_topic")
    return (topic, lineage.get("raw_partition", -1), lineage.get("raw_offset", -1)) if topic else None


def seconds_of(instant: Any) -> float | None:
    """Seconds since 1970 of a time as records tell it; None for what is none."""
    moment = moment_of(instant) if isinstance(instant, str) else None
    return moment.timestamp() if moment else None


def _object(value: Any, name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _text(value: Any, name: str) -> str:
    """No longer than a row on a page has use for."""
    return str(value.get(name) or "")[:_LONGEST]


_SAID = {
    "ingest-outcomes": _outcome,
    "deduped-jobs": _opening,
    "embedded-jobs": _opening,
    "matches": _match,
}
WATCHED = (*_RAW, *_SAID)
