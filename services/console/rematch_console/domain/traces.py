"""A posting's way from its raw record to the first message about it, step by step, with times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rematch_console.domain.wording import moment_of

_STEPS = (
    ("received_at", "received", "ingest"),
    ("deduped_at", "recognised", "dedup"),
    ("embedded_at", "understood", "embed"),
    ("matched_at", "matched", "match"),
    ("told_at", "told", "notify"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """`took`: since the step before; `since`: since the first. None where the time isn't known."""

    stage: str
    what: str
    at: datetime | None
    took: float | None = None
    since: float | None = None


def steps(lineage: Mapping[str, Any]) -> list[Step]:
    """Every step in the order of the flow, also those that nothing is known of."""
    found: list[Step] = []
    first = before = None
    for name, what, stage in _STEPS:
        at = moment_of(lineage.get(name))
        since = _between(first, at)
        found.append(Step(stage, what, at, _between(before, at), since))
        first, before = first or at, at or before
    return found


def whole_lineage(posting: Mapping[str, Any], matches: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the opening tells, and of its matches those that came of it first: not one of a profile that came later.
    `audit` of a match is what was told of it before: a verdict, or a reaction, is a later word of the same match."""
    told = dict(posting.get("lineage") or {})
    same = [one for one in matches if _same_raw(one.get("lineage") or {}, told)]
    matched = [at for one in same for at in _matched(one) if at >= (moment_of(told.get("received_at")) or at)]
    return told | ({"matched_at": min(matched).isoformat()} if matched else {})


def came_of_it(word: Mapping[str, Any]) -> bool:
    """Whether a word about a match was said because of the posting."""
    return word.get("trigger") in ("new_job", "job_changed")


def _matched(match: Mapping[str, Any]) -> list[datetime]:
    """When the posting brought it."""
    own = [(match.get("lineage") or {}).get("matched_at")] if came_of_it(match) else []
    before = [one.get("told_at") for one in match.get("audit") or () if came_of_it(one)]
    return [at for at in map(moment_of, own or before) if at is not None]


def told_of(lineage: Mapping[str, Any], first_at: str | None) -> dict[str, str]:
    """When the first message about the opening arrived, if it came of this posting: one that had arrived before this
    was received was about an ad before it."""
    told, received = moment_of(first_at), moment_of(lineage.get("received_at"))
    return {"told_at": first_at} if first_at and told and received and told >= received else {}


def raw_of(lineage: Mapping[str, Any]) -> str | None:
    """Where the raw record lies: topic, partition, offset."""
    topic = lineage.get("raw_topic")
    return f"{topic} / {lineage.get('raw_partition')} / {lineage.get('raw_offset')}" if topic else None


def _same_raw(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(name) == other.get(name) for name in ("raw_topic", "raw_partition", "raw_offset"))


def _between(one: datetime | None, other: datetime | None) -> float | None:
    return max(0.0, (other - one).total_seconds()) if one and other else None
