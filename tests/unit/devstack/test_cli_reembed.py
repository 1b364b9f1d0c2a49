"""What `rematch reembed` understands, and what it tells of its progress."""

from pathlib import Path

import pytest
from aiokafka import TopicPartition
from typer.testing import CliRunner

from rematch_devstack import cli
from rematch_devstack.commands.broker import Span
from rematch_devstack.commands.catching_up import Look, Progress

RUNNER = CliRunner()
JOBS, PEOPLE, EMPTY = (TopicPartition(name, 0) for name in ("deduped-jobs", "candidate-profiles", "none"))


def look(at: float, jobs: tuple[int, int], people: tuple[int, int] = (0, 0)) -> Look:
    """Of each: how far it was read, and where it ended."""
    spans = {JOBS: Span(0, jobs[1]), PEOPLE: Span(100, 100 + people[1]), EMPTY: Span(7, 7)}
    return Look(at, spans, {JOBS: jobs[0], PEOPLE: 100 + people[0]})


def progress(*looks: Look) -> Progress:
    found = Progress()
    for each in looks:
        found.add(each)
    return found


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "choose one of"),
        (("--model", "a", "--drop", "a"), "choose one of"),
        (("--model", "a b"), "is no label of a model"),
        (("--drop", "e5.dlq"), "is no label of a model"),
    ],
)
def test_what_can_not_be_meant_is_said(words: tuple[str, ...], told: str) -> None:
    done = RUNNER.invoke(cli.application(), ["reembed", *words], env={"COLUMNS": "200"})
    assert done.exit_code == 2
    assert told in done.output


def test_a_label_is_checked_before_topics_are_made(tmp_path: Path) -> None:
    done = RUNNER.invoke(
        cli.application(), ["topics", "--introducing", "dlq", "--data-dir", str(tmp_path)], env={"COLUMNS": "200"}
    )
    assert done.exit_code == 2


def test_a_tenant_that_can_have_no_topic_of_its_own_is_said(tmp_path: Path) -> None:
    words = ["topics", "--tenant", "acme", "--tenant", "acme.dlq", "--data-dir", str(tmp_path)]
    done = RUNNER.invoke(cli.application(), words, env={"COLUMNS": "200"})
    assert done.exit_code == 2
    assert "'acme.dlq' can have no topic of its own" in done.output


def test_progress_tells_how_far_how_fast_and_how_long() -> None:
    told = progress(look(0, (0, 1_000), (0, 200)), look(10, (500, 1_000), (100, 200))).told()
    assert told == "600 of 1,200 records (50%), 60 a second, about 0:00:10 to go"
    assert progress(look(0, (0, 0))).told() == "0 of 0 records (100%), 0 a second"


def test_the_rate_is_that_of_the_last_half_minute() -> None:
    told = progress(look(0, (0, 9_000)), look(40, (8_000, 9_000)), look(50, (8_100, 9_000)))
    assert told.rate == 10


def test_what_was_read_before_the_beginning_of_what_lies_there_counts_for_nothing() -> None:
    late = Look(0, {JOBS: Span(50, 60)}, {JOBS: 20})
    assert (late.done, late.all) == (0, 10)


def test_it_has_caught_up_when_it_has_read_what_lay_there_a_moment_ago() -> None:
    assert not progress().caught_up
    assert not progress(look(0, (10, 10))).caught_up, "nobody knows yet whether it keeps up"
    assert progress(look(0, (9, 10)), look(2, (10, 13))).caught_up
    assert not progress(look(0, (9, 10)), look(1, (10, 13))).caught_up
    assert not progress(look(0, (9, 10), (0, 1)), look(2, (10, 13), (0, 1))).caught_up
    assert progress(look(0, (0, 0)), look(2, (0, 0))).caught_up
