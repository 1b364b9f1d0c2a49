"""`rematch publish`: lines, what is wrong with them, and the report."""

import asyncio
import os
import threading
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.codec import decode
from rematch_common.contracts import MAX_RAW_BYTES, RAW_JOBS, RAW_JOBS_BULK, RawJob
from rematch_common.lines import Line, Splitter
from rematch_common.records import Record
from rematch_devstack.commands import publishing
from rematch_devstack.commands.lines import lines, opened
from rematch_devstack.commands.publishing import Rejected, Tally, Unreadable, Wish, batch_of, raw_topic, read
from rematch_devstack.errors import StackError

JOB = {"source": "board", "external_id": "7", "title": "Baker", "company": "Acme", "description": "Bake bread."}


def line(text: bytes, number: int = 1) -> Line:
    return Line(number, text, len(text))


@given(st.lists(st.binary(max_size=12).filter(lambda part: b"\n" not in part)), st.integers(1, 9))
def test_lines_are_the_same_however_the_bytes_come(parts: list[bytes], size: int) -> None:
    whole = b"\n".join(parts)
    splitter = Splitter(longest=100)
    found = [each for at in range(0, len(whole), size) for each in splitter.feed(whole[at : at + size])]
    found += splitter.end()
    wanted = whole.split(b"\n") if whole else []
    if wanted and not wanted[-1]:
        wanted.pop()
    assert [each.text for each in found] == [text.strip() for text in wanted]
    assert [each.number for each in found] == list(range(1, len(wanted) + 1))


def test_a_line_without_end_is_never_held() -> None:
    splitter = Splitter(longest=10)
    assert [splitter.feed(b"x" * 8) for _ in range(5)] == [[]] * 5
    assert len(splitter._held) <= 10
    assert splitter.feed(b"\nshort\n") == [Line(1, None, 40), Line(2, b"short", 5)]


async def test_what_a_pipe_gives_comes_before_it_ends(tmp_path: Path) -> None:
    out, into = os.pipe()
    found = lines(out, 100)
    os.write(into, b"\xef\xbb\xbfone\ntwo")
    first, size = await anext(found)
    assert [each.text for each in first] == [b"one"]
    assert size == 10
    os.close(into)
    assert [each.text async for batch, _ in found for each in batch] == [b"two"]
    os.close(out)


async def test_nobody_waits_at_exit_for_a_pipe_that_says_nothing() -> None:
    out, into = os.pipe()
    before = set(threading.enumerate())
    waiting = asyncio.ensure_future(anext(lines(out, 100)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert all(thread.daemon for thread in set(threading.enumerate()) - before)
    os.close(into)
    os.close(out)


def test_how_much_will_come_is_known_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "jobs").write_bytes(b"12345")
    with opened(str(tmp_path / "jobs")) as (_, size):
        assert size == 5


@pytest.mark.parametrize(
    ("text", "reason", "field"),
    [
        (b'{"source": ', "bad_json", ""),
        (b'{"title": "\xff"}', "bad_utf8", ""),
        (b"[1]", "not_an_object", ""),
        (b"[" * 100_000, "too_deep", ""),
        (orjson.dumps({key: value for key, value in JOB.items() if key != "company"}), "schema", "company"),
        (orjson.dumps({**JOB, "remote": "perhaps"}), "schema", "remote"),
    ],
)
def test_why_a_line_is_rejected(text: bytes, reason: str, field: str) -> None:
    rejected = read(line(text, 9), RAW_JOBS)
    assert isinstance(rejected, Rejected)
    assert (rejected.line, rejected.reason, rejected.field) == (9, reason, field)


def test_a_line_longer_than_any_posting_is_rejected() -> None:
    rejected = read(Line(3, None, 2 * MAX_RAW_BYTES), RAW_JOBS)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "too_large"


def test_what_is_published_is_read_as_what_was_given() -> None:
    tally = Tally()
    (record,) = batch_of([line(orjson.dumps(JOB)), line(b"")], RAW_JOBS_BULK, tally)
    assert (record.topic, record.key) == ("raw-jobs-bulk", b"board:7")
    read_again = decode(RAW_JOBS_BULK, Record(record.topic, 0, 0, 0, record.key, record.value, record.headers))
    assert read_again == RawJob.model_validate(JOB)
    assert tally.rejected == 0


def test_every_rejected_line_counts_and_the_first_are_shown() -> None:
    tally = Tally()
    batch_of([line(b"{", number) for number in range(1, 51)], RAW_JOBS, tally)
    assert tally.rejected == 50
    assert [rejected.line for rejected in tally.shown] == list(range(1, 21))
    assert tally.unshown == 30
    assert tally.reasons_told() == "50 bad_json"
    assert tally.told().startswith("0 postings published, 50 lines rejected")


def test_postings_go_to_raw_topics_only() -> None:
    assert raw_topic("raw-jobs") is RAW_JOBS
    with pytest.raises(StackError, match=r"postings are not published to matches: choose raw-jobs or raw-jobs-bulk$"):
        raw_topic("matches")


async def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be read: No such file"):
        await publishing.publish(Wish(str(tmp_path / "none"), RAW_JOBS, "127.0.0.1:1"))
