"""What `rematch replay` understands, and what it says."""

from datetime import UTC, datetime, timedelta

import pytest
from aiokafka import TopicPartition
from typer.testing import CliRunner

from rematch_common.contracts import SERVICES, TOPICS
from rematch_common.rewind import Stretch
from rematch_devstack import cli
from rematch_devstack.commands.moments import moment
from rematch_devstack.commands.replay import compacted, group_of, readers
from rematch_devstack.commands.replays import Wish, sentences, told
from rematch_devstack.errors import StackError

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2h ago", NOW - timedelta(hours=2)),
        ("90 min ago", NOW - timedelta(minutes=90)),
        ("3d", NOW - 3 * DAY),
        ("1w ago", NOW - 7 * DAY),
        ("2026-11-28", datetime(2026, 11, 28, tzinfo=UTC)),
        ("2026-11-28T10:00:00+02:00", datetime(2026, 11, 28, 8, tzinfo=UTC)),
        ("beginning", datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read(text: str, found: datetime) -> None:
    assert moment(text, NOW) == found


@pytest.mark.parametrize("text", ["", "yesterday", "2h from now", "2026-13-01", "-3h ago"])
def test_what_is_no_moment_is_said(text: str) -> None:
    with pytest.raises(StackError, match="is no moment"):
        moment(text, NOW)


def test_the_future_can_not_be_replayed() -> None:
    with pytest.raises(StackError, match="is not over yet"):
        moment("2026-11-30", NOW)


def test_every_topic_that_is_read_by_a_group_can_be_replayed() -> None:
    for topic in TOPICS:
        for service in topic.readers:
            if topic.broadcast:
                with pytest.raises(StackError, match="each time it starts"):
                    group_of(topic.name, service)
            else:
                bulk = topic.name.endswith("-bulk")
                assert group_of(topic.name, service) == (f"{service}-bulk" if bulk else service)
    assert group_of("matches.acme", "notify") == "notify"
    assert compacted("matches.acme") and not compacted("raw-jobs")


@pytest.mark.parametrize(
    ("topic", "service", "said"),
    [
        ("raw-jobs", "match", "match doesn't read raw-jobs: dedup does"),
        ("raw-jobs", "console", f"choose from {', '.join(SERVICES)}"),
        ("raw-jobz", "dedup", "there is no topic raw-jobz"),
        ("raw-jobs.dlq", "dedup", "there is no topic raw-jobs.dlq"),
        ("erasure-receipts", "embed", "embed reads all of erasure-receipts each time it starts"),
    ],
)
def test_what_can_not_be_replayed_is_said(topic: str, service: str, said: str) -> None:
    done = CliRunner().invoke(cli.application(), ["replay", topic, "--from", "2h ago", "--to", service])
    assert isinstance(done.exception, StackError)
    assert said in str(done.exception)


def wish(second: bool = False, since: datetime = NOW - DAY) -> Wish:
    return Wish("raw-jobs", "dedup", "dedup", since, second, "127.0.0.1:9092")


def stretch(start: int, end: int, written: datetime | None = NOW - timedelta(hours=3)) -> Stretch:
    oldest = None if written is None else round(written.timestamp() * 1000)
    return Stretch(TopicPartition("raw-jobs", 0), start, end, oldest, start)


def said(read: Stretch, *, dry_run: bool = False, second: bool = False, since: datetime = NOW - DAY) -> str:
    return "\n".join(line for line, _ in sentences(wish(second, since), [read], dry_run, False))


def test_what_retention_has_taken_is_said() -> None:
    lines = said(stretch(5, 9))
    assert "what is still there of raw-jobs begins at 2026-11-29T09:00:00Z, after 2026-11-28T12:00:00" in lines
    assert "begins at" not in said(stretch(5, 9), since=NOW - timedelta(hours=2))
    assert "begins at" not in said(stretch(0, 4)), "it was empty before, and nothing was taken"
    assert said(stretch(0, 0, None)).startswith("raw-jobs is empty")


def test_the_next_step_is_said() -> None:
    assert "start dedup: it reads 4 records again" in said(stretch(5, 9))
    assert "start dedup with REMATCH_REPLAYING=raw-jobs" in said(stretch(5, 9), second=True)
    assert "nothing was changed" in said(stretch(5, 9), dry_run=True)
    assert "nothing to replay" in said(stretch(9, 9))


def test_programs_are_told_the_same() -> None:
    found = told(wish(second=True), [stretch(5, 9)], False)
    assert found["group"] == "dedup.replay"
    assert found["partitions"] == [{"partition": 0, "from": 5, "to": 9, "records": 4}]
    assert found["oldest"] == "2026-11-29T09:00:00+00:00"


def test_all_stands_for_every_reader_of_every_topic() -> None:
    everything = readers("all", "all")
    assert ("raw-jobs-bulk", "dedup", "dedup-bulk") in everything
    assert {service for _, service, _ in everything} == set(SERVICES)
    assert not {topic for topic, *_ in everything} & {topic.name for topic in TOPICS if topic.broadcast}
    assert [topic for topic, *_ in readers("all", "dedup")] == ["raw-jobs", "raw-jobs-bulk", "crawl-reports"]
    own = readers("all", "notify", ["matches.acme"])
    assert ("matches.acme", "notify", "notify") in own and ("matches", "notify", "notify") in own
    assert ("matches.acme", "notify", "notify") in readers("all", "all", ["matches.acme"])
    assert "matches.acme" not in [topic for topic, *_ in readers("all", "dedup", ["matches.acme"])]
    assert readers("matches.acme", "all") == [("matches.acme", "notify", "notify")]
    assert readers("deduped-jobs", "all") == [("deduped-jobs", "embed", "embed"), ("deduped-jobs", "notify", "notify")]
    with pytest.raises(StackError, match="nothing that all reads of tenants"):
        readers("tenants", "all")
