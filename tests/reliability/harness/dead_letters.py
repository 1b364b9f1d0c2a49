"""The dead-letter queues against the poison that was published, byte for byte."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from rematch_common.contracts import limits
from rematch_common.records import Headers, Record
from tests.reliability.harness.feed import Fed, Place
from tests.reliability.harness.poison import NullableHeaders

REASONS = {
    "bad_json": "bad_json",
    "bad_utf8": "bad_utf8",
    "null_value": "null_value",
    "too_large": "too_large",
    "missing_field": "schema",
    "wrong_type": "schema",
    "nested_bomb": "too_deep",
    "null_type": "unknown_type",
    "garbled_type": "unknown_type",
}


def origin(letter: Record) -> Place:
    return (
        letter.header(limits.DLQ_ORIGINAL_TOPIC) or "",
        int(letter.header(limits.DLQ_ORIGINAL_PARTITION) or -1),
        int(letter.header(limits.DLQ_ORIGINAL_OFFSET) or -1),
    )


def came_with(letter: Record) -> Headers:
    """The headers that the record had before it became a dead letter."""
    return tuple(header for header in letter.headers if not header[0].startswith(limits.DLQ_PREFIX))


def read_back(headers: NullableHeaders) -> Headers:
    """A null header is read as an empty one."""
    return tuple((name, value or b"") for name, value in headers)


def faults_of(fed: Fed, dead: Sequence[Record]) -> Iterator[str]:
    """A letter that a crash has repeated counts once: it is the same record, by its first coordinates."""
    letters: dict[Place, list[Record]] = defaultdict(list)
    for letter in dead:
        letters[origin(letter)].append(letter)
    for place, item in fed.poison.items():
        if place not in letters:
            yield f"lost: poison {item.poison} at {place} is not in the dead-letter queue"
        for letter in letters.get(place, []):
            if (letter.key, letter.value, came_with(letter)) != (item.key, item.value, read_back(item.headers)):
                yield f"the dead letter of {place} ({item.poison}) is not what was published"
            if letter.header(limits.DLQ_REASON) != REASONS[item.poison or ""]:
                yield f"the dead letter of {place} ({item.poison}) gives {letter.header(limits.DLQ_REASON)}"
    for place in letters.keys() - fed.poison.keys():
        told = letters[place][0].header(limits.DLQ_ERROR)
        yield f"a good record is in the dead-letter queue: {place} ({told})"
