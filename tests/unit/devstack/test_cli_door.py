"""Where commands look for a service, and with which key."""

from pathlib import Path

import pytest

from rematch_devstack.commands import demo_key
from rematch_devstack.commands.door import Door, find
from rematch_devstack.errors import StackError

ENVIRON = {"REMATCH_INGEST": "http://ingest:8001/", "REMATCH_KEY": "rmk_env"}


def test_an_option_goes_before_the_environment(tmp_path: Path) -> None:
    assert find(None, None, None, ENVIRON) == Door("http://ingest:8001", "rmk_env")
    assert find("https://other", "rmk_own", tmp_path, ENVIRON) == Door("https://other", "rmk_own")


def test_each_service_has_its_own_address() -> None:
    environ = {**ENVIRON, "REMATCH_MATCH": "http://match:8004/"}
    assert find(None, None, None, environ, "match") == Door("http://match:8004", "rmk_env")
    assert find(None, None, None, environ) == Door("http://ingest:8001", "rmk_env")


@pytest.mark.parametrize(
    ("url", "key", "environ", "why"),
    [
        ("ingest:8001", None, ENVIRON, "begins with http"),
        ("http://ingest", None, {}, "access key"),
        (None, "rmk_own", {}, "no stack is running"),
    ],
)
def test_what_is_not_told_is_asked_for(
    tmp_path: Path, url: str | None, key: str | None, environ: dict[str, str], why: str
) -> None:
    with pytest.raises(StackError, match=why):
        find(url, key, tmp_path, environ)


def test_a_run_that_is_named_goes_before_the_environment(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="no stack is running"):
        find(None, None, tmp_path, ENVIRON)


def test_the_demos_key_is_shown_to_no_other_address(tmp_path: Path) -> None:
    demo_key.keep(tmp_path, "rmk_demo")
    with pytest.raises(StackError, match="access key"):
        find("http://elsewhere", None, tmp_path, {})
