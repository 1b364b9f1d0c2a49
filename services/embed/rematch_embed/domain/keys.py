"""Which key a record may travel under."""

import re

from rematch_common.contracts import DEDUPED_JOBS, Event, Topic
from rematch_common.errors import InvalidRecord

_JOB = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PERSON = re.compile(r"[A-Za-z0-9_.-]{1,64}/[A-Za-z0-9_.-]{1,64}")


def check_key(topic: Topic, key: str, event: Event | None) -> None:
    """Raises InvalidRecord for a key that no reader takes: what is compacted under it would stay for good."""
    if event is not None and key != event.key:
        raise InvalidRecord("bad_key", f"the key is not that of the event: it must be its {topic.key}", field="key")
    if event is None and not (_JOB if topic is DEDUPED_JOBS else _PERSON).fullmatch(key):
        raise InvalidRecord("bad_key", f"the key of a tombstone must be {topic.key}", field="key")
