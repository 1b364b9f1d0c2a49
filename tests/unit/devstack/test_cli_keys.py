"""`rematch keys` and `rematch tenants` before they ask ingest, and how they show what it says."""

import pytest
from typer.testing import CliRunner

from rematch_common.keys import SCOPES
from rematch_devstack import cli
from rematch_devstack.commands import keys, tenants
from rematch_devstack.errors import StackError

RUNNER = CliRunner()


def refused(*words: str) -> str:
    told = RUNNER.invoke(cli.application(), words)
    assert isinstance(told.exception, StackError)
    return str(told.exception)


def test_the_scopes_that_are_shown_are_those_that_there_are() -> None:
    assert keys.SCOPES == SCOPES


@pytest.mark.parametrize("tenant", ["", "two words"])
def test_keys_of_nobody_are_not_all_keys(tenant: str) -> None:
    told = RUNNER.invoke(cli.application(), ["keys", "list", "--tenant", tenant], env={"COLUMNS": "200"})
    assert told.exit_code == 2
    assert "a tenant is named with 1 to 64" in told.output


def test_a_key_is_named_by_its_id_or_by_itself() -> None:
    assert keys.key_id_of("0123456789ab") == "0123456789ab"
    assert keys.key_id_of("rmk_0123456789ab_some_secret") == "0123456789ab"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--tenant", "two words"), "a tenant is named with"),
        (("--tenant", "acme", "--scope", "nope"), "there is no scope nope: choose from postings:write, "),
        (("--tenant", "acme", "--kind", "robot"), "there is no kind robot: choose from tenant, scraper, admin"),
        (("--tenant", "acme", "--rpm", "0"), "--rpm 0: give 1 to 1,000,000"),
        (("--tenant", "acme", "--rpm", "fast"), "--rpm fast: give 1 to 1,000,000"),
        ((), "--tenant says whose key it is"),
    ],
)
def test_what_can_be_no_key_is_told_at_once(words: tuple[str, ...], told: str) -> None:
    assert refused("keys", "create", *words).startswith(told)


def test_a_key_in_a_row() -> None:
    key = {"key_id": "0123456789ab", "tenant_id": "demo", "scopes": ["admin"], "created_at": "2030-01-02T03:04:05Z"}
    made = "2030-01-02 03:04"
    assert keys.row(key) == ("0123456789ab", "demo", "-", "-", "admin", "-", "-", "-", made, "in force")
    used = {"kind": "admin", "limits": {"requests_per_minute": 600}, "requests": 7, "last_used_at": made + ":59"}
    assert keys.row({**key, **used})[5:8] == ("600", "7", made)
    assert keys.row({**key, "revoked_at": "2030-02-03T04:05:06Z"})[-1] == "revoked 2030-02-03 04:05"
    assert len(keys.row(key)) == len(keys.COLUMNS)


def test_a_choice_is_json_or_a_word() -> None:
    written = [
        "min_score=50",
        "name=Acme Staffing",
        'platforms=["lever"]',
        "own_topic=true",
        "salary_floor=null",
        "a=b=c",
    ]
    assert tenants.chosen(written) == {
        "min_score": 50,
        "name": "Acme Staffing",
        "platforms": ["lever"],
        "own_topic": True,
        "salary_floor": None,
        "a": "b=c",
    }


@pytest.mark.parametrize("words", [("set", "acme", "min_score"), ("set", "acme", "=5"), ("create", "two words")])
def test_what_can_be_no_tenant_or_choice_is_told_at_once(words: tuple[str, ...]) -> None:
    refused("tenants", *words)


def test_a_tenant_in_a_row() -> None:
    told = {"tenant_id": "acme", "version": 2, "name": None, "active": True, "min_score": 50.0}
    assert tenants.row(told)[:5] == ("acme", "2", "-", "true", "50.0")
