"""Dead letters on a terminal."""

from rematch_common.dead_letter import dead_letter
from rematch_common.dead_letters.choosing import Groups
from rematch_common.errors import InvalidRecord
from rematch_common.records import Record
from rematch_devstack.commands.dead_letters import portrait, row


def letter(record: Record, error: str = "x") -> Record:
    dead = dead_letter(record, "dedup", InvalidRecord("bad_json", error), 1)
    return Record(dead.topic, 0, 0, 2_000, dead.key, dead.value, dead.headers)


def test_a_portrait_is_safe_to_look_at() -> None:
    told = portrait(letter(Record("raw-jobs", 0, 0, 0, b"\x1b[2J", b"\x1b]0;x\x07\xff")))
    assert all(line.isprintable() for line in told.split("\n"))
    assert "dlq_reason: bad_json" in told
    assert "value (7 bytes)" in told


def test_a_group_is_one_line() -> None:
    groups = Groups()
    groups.add(letter(Record("raw-jobs", 0, 0, 0, b"a:1", b"{"), "a \u202e b"), redriven=True)
    (group,) = groups.sorted()
    topic, consumer, reason, records, redriven, _, error = row(group)
    assert (topic, consumer, reason, records, redriven, error) == ("raw-jobs.dlq", "dedup", "bad_json", 1, 1, "a · b")
