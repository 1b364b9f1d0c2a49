"""A posting's way is put together from what passes on the topics, whatever comes first, and whatever is in it."""

from typing import Any

import orjson

from rematch_common.records import Record
from rematch_console.handlers.passing import Passing

RAW = ("raw-jobs", 0, 7)
ID = "6d133360-2814-56c2-843f-5a02532af1c6"
LINEAGE = {"raw_topic": "raw-jobs", "raw_partition": 0, "raw_offset": 7, "received_at": "2026-07-01T12:00:00Z"}


def record(topic: str, value: Any, offset: int = 7, at: int = 1_782_907_200_000) -> Record:
    return Record(topic, 0, offset, at, None, value if isinstance(value, bytes) else orjson.dumps(value))


RAW_JOB = record("raw-jobs", {"title": "Data Engineer", "company": "Nordlicht", "source": "board"})
OUTCOME = record(
    "ingest-outcomes",
    {
        "raw": {"topic": "raw-jobs", "partition": 0, "offset": 7},
        "outcome": "new_opening",
        "stage": "none",
        "job_id": ID,
        "decided_at": "2026-07-01T12:00:00.100Z",
    },
)
OPENING = {"job_id": ID, "title": "Data Engineer", "company": "Nordlicht"}
EMBEDDED = record("embedded-jobs", {**OPENING, "lineage": {**LINEAGE, "embedded_at": "2026-07-01T12:00:00.300Z"}})


def matched(score: float, trigger: str = "new_job", job_id: str = ID) -> Record:
    lineage = {**LINEAGE, "matched_at": "2026-07-01T12:00:00.400Z"}
    return record("matches", {"job_id": job_id, "score": score, "trigger": trigger, "lineage": lineage})


def test_a_posting_is_followed_from_topic_to_topic() -> None:
    passing = Passing()
    passing.see([RAW_JOB, OUTCOME, EMBEDDED, matched(81.0), matched(72.5)])
    (one,) = passing.newest(10)
    assert (one.title, one.company, one.source, one.outcome) == ("Data Engineer", "Nordlicht", "board", "new_opening")
    assert (one.matches, one.best, one.job_id) == (2, 81.0, ID)
    assert one.received is not None
    ends = [end - one.received for end in (one.deduped, one.embedded, one.matched) if end is not None]
    assert [round(end, 3) for end in ends] == [0.1, 0.3, 0.4]


def test_what_comes_in_another_order_is_the_same() -> None:
    one, other = Passing(), Passing()
    one.see([RAW_JOB, OUTCOME, EMBEDDED])
    other.see([EMBEDDED, OUTCOME, RAW_JOB])
    assert one.newest(1) == other.newest(1)


def test_what_changed_is_told_once() -> None:
    passing = Passing()
    passing.see([RAW_JOB])
    assert [one.outcome for one in passing.changed(10)] == [""]
    assert passing.changed(10) == []
    passing.see([OUTCOME, OUTCOME])
    assert [one.outcome for one in passing.changed(10)] == ["new_opening"]


def test_a_match_that_came_of_a_changed_profile_is_no_step_of_a_posting() -> None:
    passing = Passing()
    passing.see([RAW_JOB, OUTCOME, matched(80.0, "profile_changed")])
    assert passing.newest(1)[0].matches == 0
    passing.see([record("matches", {"job_id": "other", "score": 9, "trigger": "new_job"})])
    assert len(passing.newest(10)) == 1


def test_nonsense_passes_by() -> None:
    passing = Passing()
    hostile = [b"\xff", b"[]", b"null", b"{}", b'{"raw": 7}', b'{"lineage": "x", "title": []}', b'{"score": "x"}']
    for topic in ("ingest-outcomes", "deduped-jobs", "embedded-jobs", "matches", "elsewhere"):
        passing.see([record(topic, value) for value in hostile])
        passing.see([Record(topic, 0, 1, 0, b"k", None)])
    assert passing.newest(10) == []
    passing.see([record("raw-jobs", {"title": {"a": "x" * 10_000}, "company": ["<script>"]})])
    (one,) = passing.newest(10)
    assert len(one.title) == 200


def test_only_so_many_are_kept() -> None:
    passing = Passing()
    passing.see(record("raw-jobs", {"title": str(number)}, offset=number) for number in range(1_500))
    kept = passing.newest(2_000)
    assert (len(kept), kept[0].title) == (500, "1499")


def test_a_place_that_is_none_holds_nothing_else_up() -> None:
    passing = Passing()
    nowhere = record("ingest-outcomes", {"raw": {"topic": ["raw-jobs"], "partition": {}, "offset": 7}, "job_id": ID})
    passing.see([nowhere, RAW_JOB])
    assert [one.title for one in passing.newest(5)] == ["Data Engineer"]
