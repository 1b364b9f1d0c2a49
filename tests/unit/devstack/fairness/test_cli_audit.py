"""What `rematch audit` shows, and what it refuses before it looks anywhere."""

import os
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer import BadParameter

from rematch_devstack.cli import application
from rematch_devstack.commands import auditing, options
from rematch_devstack.commands.audit import moment, store_url
from rematch_devstack.commands.own_commands import lines_of
from rematch_devstack.errors import StackError
from rematch_devstack.fairness.categories import Attributes
from rematch_devstack.fairness.report import report
from rematch_devstack.fairness.sample import Person

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
BESIDE: dict[str, Any] = {
    "tenant_id": None,
    "since": "2025-11-29T12:00:00+00:00",
    "until": "2026-11-29T12:00:00+00:00",
    "profiles": ["rematch/3"],
    "sources": [
        {"source": "survey\x1b[31m", "people": 3, "first": "2026-05-01T00:00:00", "last": "2026-05-02T00:00:00"}
    ],
}


def people(sex: str, above: int, below: int) -> list[Person]:
    leans = {"leans": float(sex == "male")}
    scores = [90.0] * above + [10.0] * below
    return [Person((score,), features=leans, attributes=Attributes(sex)) for score in scores]


def test_all_of_it_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    sample = [*people("male", 60, 40), *people("female", 30, 70), *people("nonbinary", 1, 0)]
    auditing.show({**BESIDE, **report(sample)})
    shown = capsys.readouterr().out
    assert "all tenants' people, what was told from 2025-11-29 to 2026-11-29" in shown
    assert "201 people, 201 scores, median 10; scoring profiles: rematch/3" in shown
    assert "survey·[31m (3 people, imported 2026-05-01 to 2026-05-02)" in shown
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert "Male 100 100 0.600 1.00" in lines
    assert "Female 100 100 0.300 0.50 0.35 to 0.71 under four fifths" in lines
    assert "Nonbinary 1 1 1.000 left out: under 2 % of the people" in lines
    assert "scores above the median, by race or ethnicity; not known: 201" in lines
    assert any(line.startswith("Female leans 0.0") and line.endswith("proxy") for line in lines)
    assert "remark: 1 of the ratios are under four fifths; it may be chance, unless the interval ends under 1" in lines


def test_of_few_people_there_is_a_ratio_and_no_interval(capsys: pytest.CaptureFixture[str]) -> None:
    found = report([*people("male", 60, 40), *people("female", 30, 70), *people("nonbinary", 2, 7)])
    by_sex = {one["name"]: one for one in found["scoring"][0]["groups"]}
    assert {name: (one["too_few"], one["low"] is None) for name, one in by_sex.items()} == {
        "Female": (False, False),
        "Male": (False, True),
        "Nonbinary": (True, True),
    }
    assert found["fewest"] == 10
    auditing.show({**BESIDE, **found})
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "Nonbinary 9 9 0.222 0.37 under four fifths, too few to tell" in lines


def test_of_nobody_it_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    auditing.show({**BESIDE, "tenant_id": "acme", "profiles": [], **report([])})
    shown = capsys.readouterr().out
    assert "acme's people" in shown
    assert "median none; scoring profiles: none" in shown
    assert "too few to test features" in shown
    assert "nobody who was told of anything has attributes" in shown


def test_a_window_is_a_year_unless_it_is_told() -> None:
    assert moment(None, NOW) == NOW - timedelta(days=365)
    assert moment("2026-01-01", NOW) == datetime(2026, 1, 1, tzinfo=UTC)
    for text, why in (("yesterday", "write 2026-01-01"), ("2027-01-01", "lies ahead")):
        with pytest.raises(StackError, match=why):
            moment(text, NOW)


def test_where_the_store_is(tmp_path: Path) -> None:
    assert store_url(None, {"REMATCH_FAIRNESS_URL": "postgresql://there"}) == "postgresql://there"
    file = tmp_path / "url"
    file.write_text("postgresql://filed\n")
    assert store_url(None, {"REMATCH_FAIRNESS_URL_FILE": str(file)}) == "postgresql://filed"
    with pytest.raises(StackError, match="no stack is running"):
        store_url(tmp_path, {"REMATCH_FAIRNESS_URL": "postgresql://there"})


@pytest.mark.parametrize("tenant", ["", " ", "two words", "demo,second", "a" * 65, "demo\n"])
@pytest.mark.parametrize(
    "words", [("fairness", "--tenant"), ("attributes", "show", "--json", "--")], ids=["fairness", "show"]
)
def test_nobody_is_not_everybody(words: tuple[str, ...], tenant: str) -> None:
    """As where the variable that should name the tenant is empty."""
    more = ("c-1",) if "show" in words else ()
    with pytest.raises(BadParameter, match="a tenant is named with 1 to 64"):
        application()(["audit", *words, tenant, *more], standalone_mode=False)


def test_a_tenant_may_be_named_as_records_name_one() -> None:
    assert [options.tenant_id(told) for told in (None, "acme", "-a.b_C-9")] == [None, "acme", "-a.b_C-9"]


def test_a_source_has_to_be_told(tmp_path: Path) -> None:
    file = tmp_path / "told.csv"
    file.write_text("tenant_id,candidate_id,sex,race_ethnicity\n")
    with pytest.raises(StackError, match="--source says where"):
        application()(["audit", "attributes", "import", str(file), "--source", "  "], standalone_mode=False)


def test_ctrl_c_is_no_refusal(tmp_path: Path) -> None:
    """While match's own program waits for a PostgreSQL that says nothing; a terminal tells both."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        address = f"postgresql://127.0.0.1:{server.getsockname()[1]}/nowhere"
        told = {**os.environ, "REMATCH_DATABASE_URL": address, "REMATCH_FAIRNESS_URL": address}
        line = (sys.executable, "-m", "rematch_devstack", "audit", "fairness")
        with subprocess.Popen(
            line, env=told, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        ) as begun:  # fmt: skip
            try:
                with server.accept()[0]:
                    os.killpg(begun.pid, signal.SIGINT)
                    said = begun.communicate(timeout=60)
            finally:
                if begun.poll() is None:
                    os.killpg(begun.pid, signal.SIGKILL)
    assert (begun.returncode, *said) == (130, "", "")


def test_lines_come_as_they_are_printed_and_a_refusal_by_its_last_word() -> None:
    assert list(lines_of("json.tool", "--json-lines", "--compact", "/dev/null", environ={})) == []
    with pytest.raises(StackError, match=r"usage: people \[TENANT\] \| scores SINCE \[TENANT\]"):
        list(lines_of("rematch_match.telling_scores", "nonsense", environ={}))
