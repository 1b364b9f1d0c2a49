import json
from pathlib import Path

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


def test_other_text_passes() -> None:
    assert shown("Traceback (most recent call last):") == "   dedup │ Traceback (most recent call last):"
    assert shown("{not json") == "   dedup │ {not json"


def test_a_traceback_in_a_record_is_shown_below_it() -> None:
    line = json.dumps({"message": "bug", "level": "error", "exception": "Traceback\nKeyError: 'a'"})
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


def test_a_log_file_is_continued(tmp_path: Path) -> None:
    for word in ("one", "two"):
        log = LogFile(tmp_path / "a.log")
        log.write(word)
        log.close()
    assert (tmp_path / "a.log").read_text() == "one\ntwo\n"
