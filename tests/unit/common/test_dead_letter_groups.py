"""Dead letters in groups, and their way back."""

import pytest

from rematch_common.dead_letter import dead_letter
from rematch_common.dead_letters import going_back
from rematch_common.dead_letters.choosing import REDRIVEN_FROM, Choice, Groups, queue
from rematch_common.errors import InvalidRecord
from rematch_common.records import Outgoing, Record

RAW = Record("raw-jobs", 2, 40, 1_000, b"board:7", b'{"source"', (("traceparent", b"00-1"),))


def lying(outgoing: Outgoing, offset: int = 0, timestamp_ms: int = 2_000) -> Record:
    return Record(outgoing.topic, 0, offset, timestamp_ms, outgoing.key, outgoing.value, outgoing.headers)


def letter(reason: str = "bad_json", offset: int = 0, record: Record = RAW) -> Record:
    dead = dead_letter(record, "dedup", InvalidRecord(reason, f"error of {offset}"), 1)
    return lying(dead, offset, 2_000 + offset)


def test_a_queue_is_named_by_its_topic_or_by_itself() -> None:
    assert queue("raw-jobs") == queue("raw-jobs.dlq") == "raw-jobs.dlq"


def test_groups_by_reason_with_the_newest_error() -> None:
    groups = Groups()
    for offset, reason in enumerate(["bad_json", "bug", "bad_json"]):
        groups.add(letter(reason, offset), redriven=offset == 0)
    first, second = groups.sorted()
    assert (first.topic, first.consumer, first.reason) == ("raw-jobs.dlq", "dedup", "bad_json")
    assert (first.records, first.redriven, first.newest_error) == (2, 1, "error of 2")
    assert (second.reason, second.records) == ("bug", 1)


def test_what_is_no_dead_letter_is_a_group_too() -> None:
    groups = Groups()
    groups.add(Record("raw-jobs.dlq", 0, 0, 1, None, b"x"), redriven=False)
    assert [(group.consumer, group.reason) for group in groups.sorted()] == [("unknown", "unknown")]


def test_a_record_goes_back_as_it_came_and_says_from_where() -> None:
    back = going_back.outgoing(letter(offset=5))
    assert (back.topic, back.key, back.value, back.timestamp_ms) == ("raw-jobs.dedup.retry", RAW.key, RAW.value, 1_000)
    assert back.headers == (("traceparent", b"00-1"), (REDRIVEN_FROM, b"raw-jobs.dlq/0/5"))


def test_one_that_failed_again_says_only_where_it_lay_last() -> None:
    again = letter(offset=9, record=lying(going_back.outgoing(letter(offset=5))))
    back = going_back.outgoing(again)
    assert back.topic == "raw-jobs.dedup.retry"
    assert [text for name, text in back.headers if name == REDRIVEN_FROM] == [b"raw-jobs.dlq/0/9"]


def test_what_cannot_go_back() -> None:
    with pytest.raises(InvalidRecord):
        going_back.outgoing(RAW)


def test_a_choice() -> None:
    assert Choice("raw-jobs").takes(letter("bug"))
    assert Choice("raw-jobs", "bug").takes(letter("bug"))
    assert not Choice("raw-jobs", "bug").takes(letter("schema"))


def test_the_tally_of_what_was_done() -> None:
    assert going_back.Result(1).told() == "1 record redriven"
    assert going_back.Result(2, before=3).told() == "2 records redriven, 3 had been redriven before"
