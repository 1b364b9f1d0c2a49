"""What `rematch model` understands, and when a model has caught up with the one in force."""

import pytest
from typer.testing import CliRunner

from rematch_devstack import cli
from rematch_devstack.commands.standing import Situation, Standing
from rematch_devstack.errors import StackError

RUNNER = CliRunner()
OLD, NEW = Standing("minilm-1", "", 10, 20), Standing("e5-1", "e5", 10, 20)


def test_before_any_switch_the_model_of_most_records_is_in_force() -> None:
    few = Standing("fallback-1", "", 1, 2)
    assert Situation("", [few, OLD, NEW]).in_force is OLD
    assert Situation("", [NEW]).in_force is None
    assert Situation("e5-1", [OLD, NEW]).in_force is NEW


def test_a_model_is_found_by_its_name_or_label_and_the_ordinary_topics_come_first() -> None:
    taken_over = Standing("e5-1", "", 12, 20)
    assert Situation("", [OLD, NEW]).find("e5") is NEW
    assert Situation("", [NEW, OLD]).find("minilm-1") is OLD
    assert Situation("e5-1", [NEW, taken_over]).find("e5-1") is taken_over
    with pytest.raises(StackError, match="it has those of: e5-1, minilm-1"):
        Situation("", [OLD, NEW]).find("e6")


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (NEW, ""),
        (Standing("e5-1", "e5", 10, 20, unread=1_200), "1,200 records are unread"),
        (Standing("e5-1", "e5", 9, 20), "it has vectors of 9 openings and 20 people, minilm-1 of 10 and 20"),
        (Standing("e5-1", "e5", 10, 19), "it has vectors of 10 openings and 19 people, minilm-1 of 10 and 20"),
    ],
)
def test_a_model_that_would_lose_something_is_behind(new: Standing, why: str) -> None:
    assert Situation("", [OLD, new]).behind(new) == why


def test_the_way_back_asks_for_as_much() -> None:
    assert Situation("e5-1", [Standing("minilm-1", "", 9, 20), NEW]).behind(Standing("minilm-1", "", 9, 20)) != ""
    assert Situation("e5-1", [OLD, NEW]).behind(OLD) == ""


def test_a_switch_says_where_it_would_have_to_look() -> None:
    done = RUNNER.invoke(
        cli.application(), ["model", "status", "--bootstrap", "127.0.0.1:1"], env={"REMATCH_DATABASE_URL": ""}
    )
    assert isinstance(done.exception, StackError)
    assert "REMATCH_DATABASE_URL" in str(done.exception)
