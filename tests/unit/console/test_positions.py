"""Rates and lags out of looks at the broker."""

from rematch_console.domain.positions import Lag, Positions, dead_letters, done, lag, rate
from rematch_console.domain.stages import GROUPS, STAGES, TOPICS

INGEST, DEDUP, *_ = STAGES
RAW, OTHER = ("raw-jobs", 0), ("raw-jobs", 1)


def look(at: float, end: int, read: int, **more: int) -> Positions:
    ends = {RAW: end, ("raw-jobs.dlq", 0): more.get("dead", 0)}
    return Positions(at, ends, {RAW: more.get("first", 0)}, {"dedup": {RAW: read}})


def test_a_stage_that_reads_is_as_fast_as_it_commits_and_the_first_as_its_topics_grow() -> None:
    looks = [look(float(second), end=10 * second, read=4 * second) for second in range(20)]
    assert rate(DEDUP, looks) == 4.0
    assert rate(INGEST, looks) == 10.0
    assert rate(DEDUP, looks[:1]) == 0.0
    assert done(DEDUP, looks[-1]) == 76


def test_who_looks_rarely_sees_how_fast_it_was_since_the_look_before() -> None:
    looks = [look(10.3 * number, end=103 * number, read=52 * number) for number in range(4)]
    assert round(rate(INGEST, looks), 3) == 10.0
    assert round(rate(DEDUP, looks), 2) == 5.05


def test_a_group_that_begins_anew_is_not_slower_than_nothing() -> None:
    assert rate(DEDUP, [look(0, 10, 10), look(5, 10, 2)]) == 0.0


def test_what_waits_is_counted_and_has_waited_since_it_was_first_seen() -> None:
    looks = [look(0, 5, 5), look(1, 5, 5), look(2, 8, 5), look(3, 9, 5), look(4, 12, 6)]
    assert lag(DEDUP, looks) == Lag(records=6, seconds=2.0)
    assert lag(DEDUP, looks[:2]) == Lag()


def test_what_waited_before_anybody_looked_has_waited_at_least_so_long() -> None:
    assert lag(DEDUP, [look(0, 9, 5), look(3, 9, 5)]) == Lag(records=4, seconds=3.0, at_least=True)


def test_what_retention_has_taken_waits_no_more() -> None:
    assert lag(DEDUP, [look(0, 9, 5, first=8)]).records == 1


def test_a_partition_that_a_group_never_read_tells_nothing() -> None:
    seen = Positions(1.0, {RAW: 4, OTHER: 9}, {}, {"dedup": {RAW: 4}, "somebody": {OTHER: 0}})
    assert lag(DEDUP, [seen]) == Lag()


def test_dead_letters_are_what_lies_in_the_queues_of_what_a_stage_reads() -> None:
    assert dead_letters(DEDUP, look(0, 9, 5, dead=3)) == 3
    assert dead_letters(INGEST, look(0, 9, 5, dead=3)) == 0
    assert dead_letters(STAGES[-1], Positions(0.0, {("matches.dlq", 0): 2, ("alerts.dlq", 0): 1})) == 3


def test_the_table_names_each_group_once_and_topics_that_there_are() -> None:
    from rematch_common.contracts import topic_named

    assert len(GROUPS) == len(set(GROUPS))
    assert all(topic_named(topic.removesuffix(".dlq")) for topic in TOPICS)
