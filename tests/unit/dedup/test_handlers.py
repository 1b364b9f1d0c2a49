"""A batch of raw postings: stored, said and answered for, once."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from rematch_common.consume import Received
from rematch_common.contracts import DEDUPED_JOBS, INGEST_OUTCOMES, MAX_ADS, RAW_JOBS, RawJob
from rematch_common.records import Entry
from rematch_dedup.handlers import Deduplicate
from tests.fakes.openings import FakeOpenings
from tests.fakes.samples import NOW, posting, received
from tests.unit.dedup.test_decision_properties import raw_postings


def batch_of(*seen: RawJob, first: int = 0) -> list[Received]:
    return [received(RAW_JOBS, raw.key, raw, offset) for offset, raw in enumerate(seen, first)]


def events(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    return [orjson.loads(entry.outgoing.value or b"null") for entry in entries]


def handler(openings: FakeOpenings) -> Deduplicate:
    return Deduplicate(openings, lambda: NOW)


async def test_a_posting_is_published_with_all_it_says_and_answered_for() -> None:
    openings = FakeOpenings()
    assert await handler(openings)(batch_of(posting(1, ingest_id="in-1", url="https://jobs.example.com/1"))) == ()
    (published,) = events(openings.outbox.of(DEDUPED_JOBS.name))
    assert (published["title"], published["version"]) == ("Data Analyst 1", 1)
    assert published["lineage"] == {
        "raw_topic": "raw-jobs",
        "raw_partition": 0,
        "raw_offset": 0,
        "received_at": "2026-02-01T10:00:00Z",
        "deduped_at": "2026-02-01T10:00:00Z",
    }
    (ad,) = published["ads"]
    assert (ad["external_id"], ad["url"]) == ("p-1", "https://jobs.example.com/1")
    (outcome,) = events(openings.outbox.of(INGEST_OUTCOMES.name))
    assert (outcome["ingest_id"], outcome["outcome"], outcome["job_id"]) == (
        "in-1",
        "new_opening",
        published["job_id"],
    )


async def test_records_of_one_ad_in_one_batch_are_decided_one_after_the_other() -> None:
    openings = FakeOpenings()
    await handler(openings)(batch_of(posting(1), posting(1, description="dbt."), posting(1, closed=True)))
    told = openings.outbox.of(DEDUPED_JOBS.name)
    assert [entry.version for entry in told] == [1, 2, 3]
    assert [dict(entry.outgoing.headers)["ce_type"].split(b".")[2] for entry in told] == [
        b"deduplicated",
        b"updated",
        b"closed",
    ]
    assert [o["outcome"] for o in events(openings.outbox.of(INGEST_OUTCOMES.name))] == [
        "new_opening",
        "updated",
        "updated",
    ]


async def test_the_same_records_again_say_nothing_again() -> None:
    openings = FakeOpenings()
    batch = batch_of(posting(1), posting(2), posting(1, description="dbt."))
    await handler(openings)(batch)
    before = openings.outbox.entries
    await handler(openings)(batch)
    assert openings.outbox.entries == before


async def test_an_event_names_the_newest_ads_only() -> None:
    openings = FakeOpenings()
    ads = [posting(1, external_id=f"a-{n}", scraped_at=f"2026-01-{n:02}") for n in range(1, MAX_ADS + 4)]
    await handler(openings)(batch_of(*ads))
    await handler(openings)(
        batch_of(posting(1, external_id="a-1", description="dbt.", scraped_at="2026-01-31"), first=90)
    )
    *_, last = events(openings.outbox.of(DEDUPED_JOBS.name))
    named = [ad["external_id"] for ad in last["ads"]]
    assert named == ["a-1", *(f"a-{n}" for n in range(MAX_ADS + 3, 4, -1))]


async def test_a_posting_known_by_a_long_address_alone_is_told_like_any_other() -> None:
    openings = FakeOpenings()
    await handler(openings)(batch_of(posting(1, external_id=None, url="https://jobs.example.com/" + "x" * 3_000)))
    assert len(openings.outbox.entries) == 2


async def test_filled_and_gone_are_two_reasons() -> None:
    openings = FakeOpenings()
    await handler(openings)(batch_of(posting(1), posting(2), posting(1, filled=True), posting(2, closed=True)))
    closed = [event["reason"] for event in events(openings.outbox.of(DEDUPED_JOBS.name)) if "reason" in event]
    assert closed == ["filled", "closed_at_source"]


@settings(deadline=None, max_examples=40)
@given(st.lists(raw_postings(), max_size=10), st.lists(st.integers(0, 10), max_size=3))
async def test_how_records_fall_into_batches_decides_nothing(seen: list[RawJob], cuts: list[int]) -> None:
    records = batch_of(*seen)
    whole, parts = FakeOpenings(), FakeOpenings()
    await handler(whole)(records)
    ends = [0, *sorted(min(cut, len(records)) for cut in cuts), len(records)]
    for begin, end in pairwise(ends):
        # Twice, as after a crash.
        await handler(parts)(records[begin:end])
        await handler(parts)(records[begin:end])

    def versions(openings: FakeOpenings) -> list[tuple[str, str, int]]:
        return [(entry.outgoing.topic, entry.key, entry.version) for entry in openings.outbox.entries]

    assert sorted(versions(parts)) == sorted(versions(whole))
    assert parts.openings == whole.openings
    assert parts.ads == whole.ads
    assert parts.texts == whole.texts
