"""The dead-letter queues against the poison that was published, byte for byte."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from rematch_common.contracts import limits
from rematch_common.records import Record
from tests.reliability.harness.feed import Fed, Place

REASONS = {
    "bad_json": "bad_json",
    "bad_utf8": "bad_utf8",
    "null_value": "null_value",
    "too_large": "too_large",
    "missing_field": "schema",
    "wrong_type": "schema",
    "nested_bomb": "too_deep",
}


def origin(letter: Record) -> Place:
    return (
        letter.header(limits.DLQ_ORIGINAL_TOPIC) or "",
        int(letter.header(limits.DLQ_ORIGINAL_PARTITION) or -1),
        int(letter.header(limits.DLQ_ORIGINAL_OFFSET) or -1),
    )


def faults_of(fed: Fed, dead: Sequence[Record]) -> Iterator[str]:
    """A letter that a crash has repeated counts once: it is the same record, by its first coordinates."""
    letters: dict[Place, list[Record]] = defaultdict(list)
    for letter in dead:
        letters[origin(letter)].append(letter)
    for place, item in fed.poison.items():
        if place not in letters:
            yield f"lost: poison {item.poison} at {place} is not in the dead-letter queue"
        for letter in letters.get(place, []):
            if (letter.key, letter.value) != (item.key, item.value):
                yield f"the dead letter of {place} ({item.poison}) is not what was published"
            if letter.header(limits.DLQ_REASON) != REASONS[item.poison or ""]:
                yield f"the dead letter of {place} ({item.poison}) gives {letter.header(limits.DLQ_REASON)}"
    for place in letters.keys() - fed.poison.keys():
        told = letters[place][0].header(limits.DLQ_ERROR)
        yield f"a good record is in the dead-letter queue: {place} ({told})"
