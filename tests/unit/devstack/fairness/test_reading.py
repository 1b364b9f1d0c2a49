"""Files of what people told of themselves: a fault is named by row and field, and nothing of the file is repeated."""

import json
from pathlib import Path

import pytest

from rematch_devstack.errors import StackError
from rematch_devstack.fairness import reading
from rematch_devstack.fairness.categories import Attributes
from rematch_devstack.fairness.reading import parsed, read

HEADER = "tenant_id,candidate_id,sex,race_ethnicity\n"
JANE = ("acme", "jane")


def test_a_csv_whatever_its_order_and_way_of_writing() -> None:
    text = (
        "\ufeffsex, race_ethnicity ,tenant_id,candidate_id\r\n"
        "Female,Hispanic or Latino,acme,jane\r\n"
        ' MALE ,"Two-or-more races",acme,john\r\n'
        ",prefer not to say,acme,kim\r\n"
    )
    assert parsed(text.encode()) == {
        JANE: Attributes("female", "hispanic_or_latino"),
        ("acme", "john"): Attributes("male", "two_or_more_races"),
        ("acme", "kim"): Attributes(None, None),
    }


def test_json_lines_where_null_is_not_known() -> None:
    lines = [
        {"tenant_id": "acme", "candidate_id": "jane", "sex": "female", "race_ethnicity": "asian"},
        {"tenant_id": "acme", "candidate_id": "john", "sex": None, "race_ethnicity": None},
    ]
    text = "\n\n".join(map(json.dumps, lines))
    assert parsed(text.encode()) == {JANE: Attributes("female", "asian"), ("acme", "john"): Attributes()}


@pytest.mark.parametrize("content", [b"", b"\n", HEADER.encode()])
def test_an_empty_file_tells_of_nobody_or_says_what_it_lacks(content: bytes) -> None:
    if content.strip():
        assert parsed(content) == {}
    else:
        with pytest.raises(StackError, match="names its columns: tenant_id"):
            parsed(content)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("acme,jane,quetzal,white", "row 2: sex: none of female, male, nonbinary"),
        ("acme,jane,female,quetzal", "row 2: race_ethnicity: none of hispanic_or_latino, white"),
        ("acme,jane quetzal,female,white", "row 2: candidate_id: 1 to 64 letters"),
        (",quetzal,female,white", "row 2: tenant_id: 1 to 64 letters"),
        ("acme,jane,female", "row 2: the row: it has to hold"),
        ("acme,jane,female,white,quetzal", "row 2: the row: it has to hold"),
        ("acme,first,female,white", "row 2: candidate_id: row 1 has told of this person already"),
        (f"acme,{'x' * 65},female,white", "row 2: candidate_id"),
        ("acme,jane,\x1b[31mquetzal,white", "row 2: sex: none of"),
    ],
)
def test_a_fault_is_told_by_row_and_field_and_nothing_of_it_repeated(row: str, fault: str) -> None:
    with pytest.raises(StackError) as refused:
        parsed(f"{HEADER}acme,first,male,asian\n{row}\n".encode())
    assert fault in str(refused.value)
    assert "quetzal" not in str(refused.value)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            '{"tenant_id": "acme", "candidate_id": "jane", SAID, "quetzal": 1}',
            "row 1: the row: it holds something beside",
        ),
        (
            '{"tenant_id": "acme", "candidate_id": "jane", "sex": 1, "race_ethnicity": null}',
            "row 1: sex: a text or null",
        ),
        ('{"tenant_id": "acme", "candidate_id": 7, SAID}', "row 1: candidate_id"),
        ('{"tenant_id": "acme", SAID}', "row 1: the row: it has to hold"),
        # What isn't there is not "said no more": it would silently take out what was told before.
        ('{"tenant_id": "acme", "candidate_id": "jane", "sex": "female"}', "row 1: the row: it has to hold"),
        ('{"tenant_id": "acme", "candidate_id": "jane", "race_ethnicity": "white"}', "row 1: the row: it has to hold"),
        ('{"quetzal', "row 1: the row"),
        ("{}", "row 1: the row"),
    ],
)
def test_so_it_is_of_json(line: str, fault: str) -> None:
    with pytest.raises(StackError) as refused:
        parsed(line.replace("SAID", '"sex": null, "race_ethnicity": null').encode())
    assert fault in str(refused.value)
    assert "quetzal" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"quetzal,female\n", "names its columns"),
        ((HEADER.strip() + ",quetzal\n").encode(), "names its columns"),
        ((HEADER + 'acme,"jane,female,white\n').encode(), "is no CSV"),
        ((HEADER + "acme," + "quetzal" * 30_000 + ",female,white\n").encode(), ""),
    ],
)
def test_a_file_that_is_none_says_so(content: bytes, fault: str) -> None:
    with pytest.raises(StackError) as refused:
        parsed(content)
    assert fault in str(refused.value)
    assert "quetzal" not in str(refused.value)


def test_of_many_faults_ten_are_told() -> None:
    rows = "".join(f"acme,c-{number},x,white\n" for number in range(25))
    with pytest.raises(StackError, match=r"nothing was imported: row 1: .*row 10: .*; and 15 more$"):
        parsed((HEADER + rows).encode())


def test_files_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "told.csv"
    file.write_text(HEADER + "acme,jane,female,white\nacme,john,male,white\n")
    assert len(read(file)) == 2
    monkeypatch.setattr(reading, "MOST_ROWS", 1)
    with pytest.raises(StackError, match="more than 1 rows"):
        read(file)
    monkeypatch.setattr(reading, "LARGEST", 10)
    with pytest.raises(StackError, match="MiB"):
        read(file)
    with pytest.raises(StackError, match="can't be read"):
        read(tmp_path / "nowhere")
