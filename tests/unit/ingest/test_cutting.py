"""Uploads cut into postings: the same however the bytes come, and a sentence for what can't be read."""

import csv
import io
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.contracts import MAX_RAW_BYTES
from rematch_ingest.domain.csv_rows import RowCutter
from rematch_ingest.domain.cutting import Cutter, Item, LineCutter, Unreadable
from rematch_ingest.domain.json_array import ArrayCutter
from rematch_ingest.domain.pieces import Piecer, unpack

SIZES = st.integers(1, 40)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(['"', "\\", "]}", "[{", ",", "\n", '\\"'])
OBJECTS = st.lists(st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS) | st.integers(0, 99) | st.none(), max_size=3))


def cut(cutter: Cutter, whole: bytes, size: int = 7) -> list[Item]:
    items = [item for at in range(0, len(whole), size) for item in cutter.feed(whole[at : at + size])]
    return [*items, *cutter.end()]


def refusal(cutter: Cutter, whole: bytes, size: int = 7) -> str:
    with pytest.raises(Unreadable) as refused:
        cut(cutter, whole, size)
    return str(refused.value)


@given(OBJECTS, SIZES, st.sampled_from([0, orjson.OPT_INDENT_2]), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_an_array_is_cut_into_its_objects(objects: list[Any], size: int, option: int, mark: bytes) -> None:
    items = cut(ArrayCutter(), mark + orjson.dumps(objects, option=option) + b"\n ", size)
    assert [orjson.loads(item.text) for item in items] == objects
    assert [item.number for item in items] == [*range(1, len(objects) + 1)]


@given(st.binary(max_size=60) | st.text(st.sampled_from('[]{},"\\ 1a:')).map(str.encode), SIZES)
def test_whatever_comes_is_cut_or_refused_as_the_parser_would(whole: bytes, size: int) -> None:
    try:
        found = [orjson.loads(item.text) for item in cut(ArrayCutter(), whole, size)]
    except (Unreadable, orjson.JSONDecodeError):
        return
    assert orjson.loads(whole.removeprefix(b"\xef\xbb\xbf")) == found


@pytest.mark.parametrize(
    ("whole", "told"),
    [
        (b"", "send a JSON array"),
        (b"{}", "send a JSON array"),
        (b"text", "send a JSON array"),
        (b"[{}", "ends in the middle, after item 1"),
        (b'[{"a":"', "ends in the middle, after item 0"),
        (b"[{},1]", "after item 1"),
        (b"[{} {}]", "after item 1"),
        (b"[{},]", "after item 1"),
        (b"[{}}", "after item 1"),
        (b"[{}] [", "behind the JSON array"),
        (b"[{}] x", "behind the JSON array"),
    ],
)
def test_a_broken_array_is_refused_as_a_whole(whole: bytes, told: str) -> None:
    assert told in refusal(ArrayCutter(), whole)


def test_no_item_is_held_that_is_longer_than_a_posting() -> None:
    for endless in (b'[{"a":"', b"[" * 3, b'[{"a":[1,'):
        cutter = ArrayCutter()
        with pytest.raises(Unreadable, match=r"item 1 .* too long"):
            for chunk in (endless, *[b"x" * 100_000] * 20):
                cutter.feed(chunk)
        assert len(cutter._held) <= MAX_RAW_BYTES + 200_000


CELLS = st.text(st.sampled_from('ab",;\n\r\t é'), max_size=6)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6), st.integers(1, 30), st.sampled_from(",;\t"))
def test_rows_are_what_the_standard_reader_finds(rows: list[tuple[str, str]], size: int, delimiter: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([("title", "company"), *(("x" + first, second) for first, second in rows)])
    items = cut(RowCutter(), text.getvalue().encode(), size)
    rows = [(plain(first), plain(second)) for first, second in rows]
    wanted = [{"title": "x" + first, **({"company": second} if second.strip() else {})} for first, second in rows]
    assert [orjson.loads(item.text) for item in items] == wanted
    assert [item.number for item in items] == lines_of(rows)


def plain(cell: str) -> str:
    """However its lines end."""
    return cell.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("size", [1, 7, 1_000])
@pytest.mark.parametrize("end", [b"\r", b"\r\n", b"\n"])
def test_lines_may_end_as_any_spreadsheet_ends_them(end: bytes, size: int) -> None:
    whole = end.join((b"title,company", b"Baker,Acme", b'Cook,"A', b'B"', b"Nurse,Care"))
    items = cut(RowCutter(), whole, size)
    assert [(item.number, orjson.loads(item.text)["company"]) for item in items] == [
        (2, "Acme"),
        (3, "A\nB"),
        (5, "Care"),
    ]
    assert "line 3: this is not UTF-8" in refusal(RowCutter(), end.join((b"title", b"x", b"\xe9")), size)


def lines_of(rows: list[tuple[str, str]]) -> list[int]:
    """Where each begins, below the header."""
    numbers, line = [], 2
    for row in rows:
        numbers.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    return numbers


def test_columns_are_known_by_today_s_names_and_older_ones() -> None:
    whole = b"Job Title;company_name;Skills;is-remote;note\r\nBaker; Acme ;baking, SQL|Go;true;x\r\n\r\nCook\r\n"
    items = cut(RowCutter(), whole)
    assert orjson.loads(items[0].text) == {
        "job_title": "Baker",
        "company_name": " Acme ",
        "skills": ["baking", "SQL", "Go"],
        "is_remote": "true",
    }
    assert (items[1].number, orjson.loads(items[1].text)) == (4, {"job_title": "Cook"})


@pytest.mark.parametrize(
    ("whole", "told"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "line 1: the first row must name the columns"),
        (b"title,title\n1,2\n", "line 1: the column title is named twice"),
        (b"title,company\nx,y\nx,\xe9\n", "line 3: this is not UTF-8"),
        (b"title\n" + b"x\n" * 9 + b"\xc3", "line 11: this is not UTF-8"),
        ("title,company\nx,y\n".encode("utf-16"), "line 1: this is not UTF-8"),
        (b'title,company\nx,y\n"open,y\nx,y\n', "line 3: a quote is opened and never closed"),
    ],
)
def test_a_csv_file_that_can_not_be_read_names_the_line(whole: bytes, told: str) -> None:
    for size in (1, 7, 1_000):
        assert told in refusal(RowCutter(), whole, size)


def test_a_row_that_is_wrong_costs_the_others_nothing() -> None:
    whole = b"title,company\n1,2,3\nx,y\n4,5,6\nx,y\n"
    items = cut(RowCutter(), whole)
    assert [(item.number, bool(item.fault)) for item in items] == [(2, True), (3, False), (4, True), (5, False)]
    assert "3 cells, the header 2" in items[0].fault


def test_a_quote_that_is_never_closed_is_not_held() -> None:
    cutter = RowCutter()
    with pytest.raises(Unreadable, match=r"line 2: .* never closed"):
        for chunk in (b'title\n"', *[b"x\n" * 50_000] * 20):
            cutter.feed(chunk)
    assert len(cutter._held) <= MAX_RAW_BYTES + 200_000


def test_a_line_too_long_is_told_and_not_held() -> None:
    cutter = LineCutter()
    items = [item for chunk in (b"{}\n", *[b"x" * 100_000] * 20, b"\n\n{}") for item in cutter.feed(chunk)]
    items += cutter.end()
    assert [(item.number, item.text, bool(item.fault)) for item in items] == [
        (1, b"{}", False),
        (2, b"", True),
        (4, b"{}", False),
    ]


@given(st.lists(st.sampled_from([b"{}", b"not json", b"!x", b"", b'{"a":"\\n"}']), min_size=1), SIZES)
def test_pieces_hold_what_was_cut(lines: list[bytes], size: int) -> None:
    whole = b"\n".join(lines)
    wanted = cut(LineCutter(), whole)
    piecer = Piecer("ndjson")
    try:
        pieces = [piece for at in range(0, len(whole), size) for piece in piecer.feed(whole[at : at + size])]
        pieces += piecer.end()
    except Unreadable:
        assert not wanted
        return
    assert [item for piece in pieces for item in unpack(piece.body)] == wanted
    assert (piecer.items, piecer.bytes) == (len(wanted), len(whole))


@pytest.mark.parametrize("deep", [200, 2_000])
def test_an_item_nested_too_deep_costs_no_more_than_itself(deep: int) -> None:
    whole = b'[{},{"a":' + b"[" * deep + b"]" * deep + b"},{}]"
    piecer = Piecer("json")
    try:
        pieces = [*piecer.feed(whole), *piecer.end()]
    except Unreadable as refused:
        assert "item 2" in str(refused)  # what the parser doesn't read is no JSON here
        return
    assert len([item for piece in pieces for item in unpack(piece.body)]) == 3
