"""A log line about a bug tells where it was, and nothing of what was in hand."""

import io
import logging
import sys
from collections.abc import Iterator

import orjson
import pytest
import structlog

from rematch_common import logs, tracing
from rematch_common.logs import bug
from rematch_common.records import Record

SECRET = "what somebody has sent"


def choke() -> None:
    raise KeyError(SECRET)


def wrap() -> None:
    try:
        choke()
    except KeyError as error:
        raise RuntimeError(f"cannot read {SECRET}") from error


def test_a_bug_is_told_by_its_kind_and_frames_and_those_of_what_it_came_from() -> None:
    with pytest.raises(RuntimeError) as caught:
        wrap()
    told = bug(caught.value)
    assert told["kind"] == "RuntimeError"
    assert "KeyError" in told["trace"]
    assert "in wrap" in told["trace"]
    assert "in choke" in told["trace"]
    assert SECRET not in str(told)


def test_one_that_came_from_itself_ends() -> None:
    first, second = ValueError(), ValueError()
    first.__context__, second.__context__ = second, first
    assert bug(first)["trace"] == "ValueError\nValueError\n"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a service's log says, as __main__ has configured it."""
    out, root = io.StringIO(), logging.getLogger()
    handlers, level, before = list(root.handlers), root.level, structlog.get_config()
    monkeypatch.setattr(sys, "stdout", out)
    logs.configure("dedup")
    yield out
    structlog.configure(**before)
    structlog.contextvars.clear_contextvars()
    root.handlers, root.level = handlers, level


def a_record(number: int) -> Record:
    return Record("raw-jobs", 0, number, 0, b"k", b"{}", (("traceparent", f"00-{number:032x}-{1:016x}-01".encode()),))


def test_a_line_tells_the_trace_of_the_record_that_it_names_or_of_the_only_one_in_hand(said: io.StringIO) -> None:
    log, elsewhere = structlog.stdlib.get_logger("test"), logging.getLogger("another.library")
    with tracing.processing("dedup", [a_record(1), a_record(2)]):
        log.warning("of one", record="raw-jobs/0/2")
        log.warning("of all")
    with tracing.processing("dedup", [a_record(3)]):
        elsewhere.warning("of the only one")
    log.warning("of none")
    lines = [orjson.loads(line) for line in said.getvalue().splitlines()]
    assert [(line["message"], line.get("trace_id")) for line in lines] == [
        ("of one", f"{2:032x}"),
        ("of all", None),
        ("of the only one", f"{3:032x}"),
        ("of none", None),
    ]
    assert {line["service"] for line in lines} == {"dedup"}
