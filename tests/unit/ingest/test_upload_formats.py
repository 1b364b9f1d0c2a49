"""What an upload is, told by its type, its name or its beginning; and what of its name is kept."""

from collections.abc import Callable

import pytest

from rematch_ingest.domain.cutting import looks_like, named_format
from rematch_ingest.domain.file_names import plain_name

FORMATS: list[tuple[Callable[[], str | None], str | None]] = [
    (lambda: named_format("text/csv; charset=utf-8", "x"), "csv"),
    (lambda: named_format("application/octet-stream", "jobs.JSONL"), "ndjson"),
    (lambda: named_format("", "jobs"), None),
    (lambda: looks_like(b"\xef\xbb\xbf \n["), "json"),
    (lambda: looks_like(b"{"), "ndjson"),
    (lambda: looks_like(b"title"), "csv"),
]


@pytest.mark.parametrize(("ask", "wanted"), FORMATS)
def test_a_format_is_told_by_type_name_or_beginning(ask: Callable[[], str | None], wanted: str | None) -> None:
    assert ask() == wanted


@pytest.mark.parametrize(
    ("given_", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("..%2F..%2Fetc%2Fpasswd%22", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/", ""),
        ("..", ""),
        ("a\0b\r\nSet-Cookie: x.csv", "abSet-Cookie: x.csv"),
        ("x" * 900, "x" * 200),
    ],
)
def test_a_file_s_name_is_only_a_name(given_: str, name: str) -> None:
    assert (plain_name(given_) or "") == name
