"""A verdict: kept, carried out and told of, in one session."""

from typing import Any

import orjson
import pytest

from rematch_common.contracts import DEDUPED_JOBS, RAW_JOBS, RawJob
from rematch_dedup.domain.decision import ad_key, opening_id
from rematch_dedup.handlers import Deduplicate
from rematch_dedup.handlers.verdict import TakeVerdict, UnknownAd
from tests.fakes.openings import FakeOpenings
from tests.fakes.samples import NOW, received
from tests.unit.dedup.test_decision import HOUR, OTHER, RULES, A, B, changed

KEY_A, KEY_B, KEY_OTHER = ad_key(A), ad_key(B), ad_key(OTHER)


async def stored(*seen: RawJob) -> FakeOpenings:
    openings = FakeOpenings()
    batch = [received(RAW_JOBS, raw.key, raw, offset) for offset, raw in enumerate(seen)]
    await Deduplicate(openings, lambda: NOW, RULES)(batch)
    return openings


def handler(openings: FakeOpenings) -> TakeVerdict:
    return TakeVerdict(openings, lambda: NOW, RULES)


def said(openings: FakeOpenings) -> list[dict[str, Any]]:
    return [orjson.loads(entry.outgoing.value or b"null") for entry in openings.outbox.of(DEDUPED_JOBS.name)]


async def test_same_is_kept_and_told_of_once() -> None:
    openings = await stored(A, changed(OTHER, scraped_at=NOW + HOUR))
    before = len(said(openings))
    ruled = await handler(openings)((KEY_OTHER, KEY_A), "same", "k-1")
    elder, younger = opening_id(KEY_A), opening_id(KEY_OTHER)
    assert ruled.openings == (elder, elder)
    assert ruled.moved == (KEY_OTHER,)
    assert {change.opening.job_id for change in ruled.changes} >= {younger}
    closed = next(event for event in said(openings)[before:] if event["job_id"] == str(younger))
    assert (closed["reason"], closed["merged_into"], closed["version"]) == ("merged", str(elder), 2)
    assert closed["lineage"] == {"deduped_at": closed["occurred_at"]}
    (ruling,) = openings.rulings.values()
    assert (ruling.verdict, ruling.said_by, ruling.said_at) == ("same", "k-1", NOW)


async def test_different_is_told_of_with_the_ads_that_each_opening_has_now() -> None:
    openings = await stored(A, B)
    await handler(openings)((KEY_A, KEY_B), "different", "k-1")
    published = said(openings)[-1]
    assert (published["job_id"], published["version"]) == (str(opening_id(KEY_B)), 1)
    assert [(ad["source"], ad["external_id"]) for ad in published["ads"]] == [KEY_B]
    assert openings.ads[KEY_B].job_id == opening_id(KEY_B)


async def test_the_same_verdict_again_changes_nothing() -> None:
    openings = await stored(A, B)
    await handler(openings)((KEY_A, KEY_B), "different", "k-1")
    told, ads, stored_openings = said(openings), dict(openings.ads), dict(openings.openings)
    again = await handler(openings)((KEY_B, KEY_A), "different", "k-2")
    assert (again.changes, again.moved) == ((), ())
    assert again.openings == (opening_id(KEY_B), opening_id(KEY_A))
    assert (said(openings), openings.ads, openings.openings) == (told, ads, stored_openings)


@pytest.mark.parametrize("pair", [(KEY_A, ("lever", "nobody")), (("lever", "nobody"), KEY_A)])
async def test_of_an_ad_that_is_not_known_nothing_can_be_said(pair: tuple[Any, Any]) -> None:
    openings = await stored(A)
    with pytest.raises(UnknownAd, match="no ad nobody of lever is known"):
        await handler(openings)(pair, "same", "k-1")
    assert openings.rulings == {}
