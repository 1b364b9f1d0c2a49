"""What can't be handled is kept byte for byte, told in a sentence, and sent back as it first came."""

import pytest

from rematch_common.contracts import RAW_JOBS
from rematch_common.dead_letter import dead_letter, redrive
from rematch_common.errors import InvalidRecord
from rematch_common.records import Outgoing, Record
from tests.unit.common.codec_cases import arrived, record, refusal


@pytest.mark.parametrize("topic", [RAW_JOBS.name, "raw-jobs.dedup.retry"])
def test_a_dead_letter_comes_back_byte_for_byte(topic: str) -> None:
    came = Record(topic, 3, 48_211, 1_769_940_000_000, b"\xff\x00key", b"\xfe{", (("a", b"1"), ("a", b"\xff")))
    sent = dead_letter(came, "dedup", refusal(record(b"\xfe{")), 1)
    assert (sent.topic, sent.key, sent.value) == ("raw-jobs.dlq", came.key, came.value)
    assert sent.headers[:2] == came.headers
    assert sent.timestamp_ms is None  # kept for its 14 days from now, however old it is
    assert {name: text.decode() for name, text in sent.headers[2:]} == {
        "dlq_original_topic": topic,
        "dlq_original_partition": "3",
        "dlq_original_offset": "48211",
        "dlq_original_timestamp": "1769940000000",
        "dlq_consumer": "dedup",
        "dlq_reason": "bad_utf8",
        "dlq_error": "the value is not UTF-8: byte 0 can't be read",
        "dlq_attempts": "1",
    }
    back = redrive(arrived(sent))
    assert back == Outgoing("raw-jobs.dedup.retry", came.key, came.value, came.headers, came.timestamp_ms)


def test_a_bug_is_told_with_its_traceback_within_bounds() -> None:
    try:
        raise ValueError("odd\x00\nthing " + "x" * 20_000)
    except ValueError as error:
        told = dict(dead_letter(record(b"{}"), "dedup", error, 4).headers)
    assert told["dlq_reason"] == b"bug"
    assert told["dlq_attempts"] == b"4"
    assert told["dlq_error"].startswith(b"ValueError: odd thing xxx")
    assert len(told["dlq_error"]) == 1_000
    assert len(told["dlq_traceback"]) == 8_000


def test_a_tombstone_and_a_missing_key_are_dead_lettered_too() -> None:
    came = Record("matches", 0, 1, 7, None, None)
    back = redrive(arrived(dead_letter(came, "notify", KeyError("x"), 3)))
    assert back == Outgoing("matches.notify.retry", None, None, (), 7)


def test_what_fits_no_topic_is_cut_down_and_not_sent_back() -> None:
    huge = Record("raw-jobs", 0, 1, 7, b"k" * 5_000, b"x" * 30_000_000, (("h", b"v" * 100),))
    sent = dead_letter(huge, "dedup", InvalidRecord("too_large", "too large"), 1)
    assert sent.key == b"k" * 1_024
    assert sent.value == b"x" * 1024 * 1024
    assert int(dict(sent.headers)["dlq_truncated"]) > 30_000_000
    with pytest.raises(InvalidRecord, match="smaller"):
        redrive(arrived(sent))


PRETENDED = (
    ("dlq_original_topic", b"access-keys"),
    ("dlq_consumer", b"ingest"),
    ("dlq_original_timestamp", b"1"),
    ("dlq_truncated", b"1"),
    ("dlq_traceback", b"nothing happened"),
    ("dlq_redriven_from", b"raw-jobs.dlq/0/0"),
    ("dlq_of_their_own", b"x"),
)


def test_what_a_sender_says_under_our_prefix_is_not_taken_for_ours() -> None:
    came = Record(RAW_JOBS.name, 3, 7, 1_000, b"k", b"{", (*PRETENDED, ("a", b"1"), *PRETENDED))
    sent = dead_letter(came, "dedup", InvalidRecord("bad_json", "x"), 1)
    assert sent.headers[0] == ("a", b"1")
    names = [name for name, _ in sent.headers]
    assert len(set(names)) == len(names) == 9
    assert dict(sent.headers)["dlq_original_topic"] == b"raw-jobs"
    assert redrive(arrived(sent)) == Outgoing("raw-jobs.dedup.retry", b"k", b"{", (("a", b"1"),), 1_000)


def test_a_record_that_fails_again_says_so_once() -> None:
    first = dead_letter(record(b"{"), "dedup", KeyError("x"), 4)
    back = arrived(redrive(arrived(first)))
    again = dead_letter(back, "dedup", InvalidRecord("bad_json", "x"), 1)
    told = dict(again.headers)
    assert len(told) == len(again.headers)
    assert (told["dlq_original_topic"], told["dlq_attempts"]) == (b"raw-jobs.dedup.retry", b"1")
    assert "dlq_traceback" not in told
    assert redrive(arrived(again)).topic == "raw-jobs.dedup.retry"


def test_a_dead_letter_goes_back_beside_the_topic_whose_queue_it_lies_in() -> None:
    headers = (("dlq_original_topic", b"access-keys"), ("dlq_consumer", b"dedup"), ("dlq_original_timestamp", b"7"))
    assert redrive(Record("raw-jobs.dlq", 0, 0, 0, None, b"{", headers)).topic == "raw-jobs.dedup.retry"


@pytest.mark.parametrize("name", ["dlq_original_topic", "dlq_consumer", "dlq_original_timestamp"])
def test_what_is_no_dead_letter_is_not_sent_back(name: str) -> None:
    sent = dead_letter(record(b"{"), "dedup", InvalidRecord("bad_json", "x"), 1)
    headers = tuple(header for header in sent.headers if header[0] != name)
    with pytest.raises(InvalidRecord) as caught:
        redrive(Record("raw-jobs.dlq", 0, 0, 0, sent.key, sent.value, headers))
    assert caught.value.reason == "not_redrivable"
