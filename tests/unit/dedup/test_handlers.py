"""A batch of raw postings: stored, said and answered for, once."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from rematch_common.consume import Received
from rematch_common.contracts import DEDUPED_JOBS, INGEST_OUTCOMES, MAX_ADS, RAW_JOBS, RawJob
from rematch_common.records import Entry
from rematch_dedup.domain.decision import Rules
from rematch_dedup.handlers import Deduplicate
from tests.fakes.openings import FakeOpenings
from tests.fakes.samples import NOW, posting, received
from tests.unit.dedup.test_decision import OTHER, OTHER_TEXT, TEXT, A, B, changed
from tests.unit.dedup.test_decision_properties import raw_postings


def batch_of(*seen: RawJob, first: int = 0) -> list[Received]:
    return [received(RAW_JOBS, raw.key, raw, offset) for offset, raw in enumerate(seen, first)]


def events(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    return [orjson.loads(entry.outgoing.value or b"null") for entry in entries]


def handler(openings: FakeOpenings) -> Deduplicate:
    return Deduplicate(openings, lambda: NOW, Rules())


async def said(topic: str, *batches: Sequence[RawJob]) -> list[dict[str, Any]]:
    """What is said on this topic when these batches come one after the other."""
    openings, first = FakeOpenings(), 0
    for batch in batches:
        await handler(openings)(batch_of(*batch, first=first))
        first += len(batch)
    return events(openings.outbox.of(topic))


async def test_a_posting_is_published_with_all_it_says_and_answered_for() -> None:
    openings = FakeOpenings()
    raw = changed(A, ingest_id="in-1", url="https://jobs.example.com/1")
    assert await handler(openings)(batch_of(raw)) == ()
    (published,) = events(openings.outbox.of(DEDUPED_JOBS.name))
    assert (published["title"], published["version"]) == ("Data Analyst", 1)
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
    assert (outcome["ingest_id"], outcome["outcome"], outcome["job_id"], outcome["stage"]) == (
        "in-1",
        "new_opening",
        published["job_id"],
        "none",
    )


async def test_one_more_ad_is_answered_with_what_it_is_like_and_nothing_is_published() -> None:
    assert len(await said(DEDUPED_JOBS.name, [A, B])) == 1
    _, second = await said(INGEST_OUTCOMES.name, [A, B])
    assert (second["outcome"], second["stage"]) == ("ad_of_opening", "text_hash")
    evidence = second["evidence"]
    assert (evidence["kind"], evidence["like"], evidence["similarity"]) == ("exact", "lever:p-1", 1.0)
    assert "company" in evidence["agree"].split(", ")
    assert "seniority" in evidence["vetoes_checked"].split(", ")


async def test_a_known_ad_is_answered_as_such() -> None:
    *_, last = await said(INGEST_OUTCOMES.name, [A], [changed(A, closed=True)])
    assert (last["outcome"], last["stage"], last["evidence"]) == ("updated", "source_id", {"open": False})


async def test_records_of_one_ad_in_one_batch_are_decided_one_after_the_other() -> None:
    openings = FakeOpenings()
    await handler(openings)(batch_of(A, changed(A, description=OTHER_TEXT), changed(A, closed=True)))
    told = openings.outbox.of(DEDUPED_JOBS.name)
    assert [entry.version for entry in told] == [1, 2, 3]
    assert [dict(entry.outgoing.headers)["ce_type"].split(b".")[2] for entry in told] == [
        b"deduplicated",
        b"updated",
        b"closed",
    ]
    outcomes = [o["outcome"] for o in events(openings.outbox.of(INGEST_OUTCOMES.name))]
    assert outcomes == ["new_opening", "updated", "updated"]


async def test_a_merge_closes_the_younger_opening_and_updates_the_elder() -> None:
    halves = [
        changed(A, scraped_at=NOW - timedelta(hours=1)),
        changed(A, external_id="p-9", description=OTHER_TEXT),
        changed(A, external_id="p-8", description=f"{TEXT}\n{OTHER_TEXT}"),
    ]
    elder, younger, *later = await said(DEDUPED_JOBS.name, halves)
    updated = next(event for event in later if event["job_id"] == elder["job_id"])
    closed = next(event for event in later if event["job_id"] == younger["job_id"])
    assert (closed["reason"], closed["merged_into"], closed["version"]) == ("merged", elder["job_id"], 2)
    assert {(ad["source"], ad["external_id"]) for ad in updated["ads"]} == {
        ("lever", "p-1"),
        ("lever", "p-9"),
        ("lever", "p-8"),
    }


async def test_the_same_records_again_say_nothing_again() -> None:
    openings = FakeOpenings()
    batch = batch_of(A, OTHER, changed(A, description=OTHER_TEXT))
    await handler(openings)(batch)
    before = openings.outbox.entries
    await handler(openings)(batch)
    assert openings.outbox.entries == before


async def test_an_event_names_the_newest_ads_only() -> None:
    ads = [changed(A, external_id=f"a-{n}", scraped_at=f"2026-01-{n:02}") for n in range(1, MAX_ADS + 4)]
    better = changed(A, external_id="a-1", scraped_at="2026-01-31", salary_text="60,000 EUR a year")
    *_, last = await said(DEDUPED_JOBS.name, ads, [better])
    named = [ad["external_id"] for ad in last["ads"]]
    assert named == ["a-1", *(f"a-{n}" for n in range(MAX_ADS + 3, 4, -1))]


async def test_a_posting_known_by_a_long_address_alone_is_told_like_any_other() -> None:
    openings = FakeOpenings()
    await handler(openings)(batch_of(posting(1, external_id=None, url="https://jobs.example.com/" + "x" * 3_000)))
    assert len(openings.outbox.entries) == 2


async def test_filled_gone_and_expired_are_three_reasons() -> None:
    third = posting(3, company="Third", description="Cook soup for the ferry.", expires_at=NOW + timedelta(hours=1))
    later = changed(third, scraped_at=NOW + timedelta(hours=2))
    told = await said(
        DEDUPED_JOBS.name, [A, OTHER, third], [changed(A, filled=True), changed(OTHER, closed=True), later]
    )
    assert [event["reason"] for event in told if "reason" in event] == ["filled", "closed_at_source", "expired"]


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
    assert events(parts.outbox.entries) == events(whole.outbox.entries)
    assert parts.openings == whole.openings
    assert parts.ads == whole.ads
