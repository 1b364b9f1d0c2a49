"""Every record by example, as it travels."""

from collections.abc import Mapping
from typing import Any

import orjson

from rematch_common.contracts import examples_jobs as jobs
from rematch_common.contracts import examples_matches as matches
from rematch_common.contracts import examples_operations as operations
from rematch_common.contracts.base import Event
from rematch_common.contracts.topics import TOPICS

_EVENTS: tuple[tuple[Event, ...], ...] = (
    jobs.PUBLISHED,
    jobs.UPDATED,
    jobs.CLOSED,
    jobs.EMBEDDED,
    jobs.OUTCOMES,
    jobs.CRAWLS,
    matches.CHANGED,
    matches.EMBEDDED_CANDIDATES,
    matches.FOUND,
    matches.MATCH_UPDATED,
    matches.WITHDRAWN,
    matches.FEEDBACK,
    matches.SHOWN,
    operations.TENANTS,
    operations.KEYS,
    operations.ALERTS,
    operations.RECEIPTS,
    operations.USES,
)


def examples_of(model: type[Event]) -> tuple[Mapping[str, Any], ...]:
    """The example values of one kind of record: the first is full, the second minimal."""
    if model.ce_type == "rematch.job.scraped.v1":
        return jobs.RAW_JOBS
    family = next(events for events in _EVENTS if type(events[0]) is model)
    full, *others = family
    return (
        full.model_dump(mode="json", exclude_none=True),
        *(event.model_dump(mode="json", exclude_unset=True) for event in others),
    )


def example_files() -> dict[str, bytes]:
    """The example files by their path: topic/ce_type.number.json."""
    return {
        f"{topic.name}/{model.ce_type}.{number}.json": orjson.dumps(
            example, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        )
        for topic in TOPICS
        for model in topic.models
        for number, example in enumerate(examples_of(model), start=1)
    }
