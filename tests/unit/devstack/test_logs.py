import json
from pathlib import Path

import pytest

from rematch_devstack.logs import LogFile, last_word, render


def shown(line: str, *, verbose: bool = False) -> str | None:
    text = render("dedup", line, "cyan", verbose=verbose)
    return text.plain if text else None


WARNING = json.dumps({"message": "slow", "level": "warning", "timestamp": "t", "service": "dedup", "topic": "raw-jobs"})
INFO = json.dumps({"event": "started", "level": "info", "partitions": 4})


def test_a_warning_is_readable() -> None:
    assert shown(WARNING) == "   dedup │ warning slow topic=raw-jobs"


def test_what_is_below_a_warning_is_for_who_asks() -> None:
    assert shown(INFO) is None
    assert shown(INFO, verbose=True) == "   dedup │ started partitions=4"


def test_what_the_kafka_client_says_again_and_again_is_for_who_asks() -> None:
    line = json.dumps({"message": "Unable connect to node", "level": "error", "logger": "aiokafka.client"})
    assert shown(line) is None
    assert shown(line, verbose=True) == "   dedup │ error Unable connect to node"


def test_other_text_passes() -> None:
    assert shown("Traceback (most recent call last):") == "   dedup │ Traceback (most recent call last):"
    assert shown("{not json") == "   dedup │ {not json"


def test_a_traceback_in_a_record_is_shown_below_it() -> None:
    for field in ("exception", "trace"):
        line = json.dumps({"message": "bug", "level": "error", field: "Traceback\nKeyError: 'a'"})
        assert shown(line) == "   dedup │ error bug\nTraceback\nKeyError: 'a'"


def test_the_last_word_is_the_last_error() -> None:
    error = json.dumps({"message": "stopped", "level": "error", "exception": "Traceback\nKeyError: 'a'"})
    assert last_word([error, INFO, "bye"]) == "stopped: KeyError: 'a'"
    assert last_word([INFO, "Traceback", "KeyError: 'b'", ""]) == "KeyError: 'b'"
    assert last_word([INFO]) == "started"
    assert last_word([]) == "it said nothing"


def test_a_log_file_keeps_one_predecessor(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "dedup.log", largest=100)
    for number in range(30):
        log.write(f"line {number:02}")
    log.close()
    kept = (tmp_path / "dedup.log.1").read_text() + (tmp_path / "dedup.log").read_text()
    assert kept.endswith("line 29\n")
    assert len(kept) < 250
    assert list(log.last)[-1] == "line 29"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full, a disk without room")
def test_what_a_full_disk_refuses_is_still_at_hand_and_nothing_ends_on_it(tmp_path: Path) -> None:
    (tmp_path / "a.log").symlink_to("/dev/full")
    log = LogFile(tmp_path / "a.log")
    log.write("one")
    assert list(log.last) == ["one"]
    log.close()


def test_a_full_log_file_that_cannot_be_turned_over_is_tried_again(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "a.log", largest=3)
    blocked = tmp_path / "a.log.1"
    blocked.mkdir()
    log.write("one")
    log.write("two")
    assert (tmp_path / "a.log").read_text() == "one\ntwo\n"
    blocked.rmdir()
    log.write("three")
    log.write("4")
    log.close()
    assert blocked.read_text() == "one\ntwo\nthree\n"
    assert (tmp_path / "a.log").read_text() == "4\n"


def test_a_log_file_is_continued(tmp_path: Path) -> None:
    for word in ("one", "two"):
        log = LogFile(tmp_path / "a.log")
        log.write(word)
        log.close()
    assert (tmp_path / "a.log").read_text() == "one\ntwo\n"
