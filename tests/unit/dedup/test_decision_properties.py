"""Whatever is seen, in whatever order, and however often it is replayed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from rematch_common.contracts import RawJob
from rematch_dedup.domain.decision import Rules, decide
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.reading import wanted
from rematch_dedup.domain.types import Decision, Sighting
from tests.fakes.samples import NOW, posting, sighting

_TASKS = [
    "You steer the gantry crane at berth four of the terminal",
    "You lash containers together with the deck crew at night",
    "You write reports on harbour traffic for the shipping lines",
    "You check twist locks before every lift and note the faulty ones",
    "You train two new colleagues a year in the control room",
]


@st.composite
def raw_postings(draw: st.DrawFn) -> RawJob:
    """Few ads and few texts that share sentences, so that they meet."""
    first = draw(st.integers(0, 4))
    tasks = [_TASKS[(first + step) % len(_TASKS)] for step in range(draw(st.integers(2, 4)))]
    return posting(
        draw(st.integers(1, 3)),
        source=draw(st.sampled_from(["lever", "indeed"])),
        title=draw(st.sampled_from(["Crane Operator", "Senior Crane Operator", "Analyst"])),
        location=draw(st.sampled_from(["Kiel, Germany", "Hamburg, Germany"])),
        description=". ".join(tasks),
        closed=draw(st.booleans()),
        scraped_at=NOW + timedelta(hours=draw(st.integers(0, 5))),
    )


SEEN = st.lists(raw_postings(), max_size=12)


def sightings(seen: Sequence[RawJob]) -> list[Sighting]:
    return [sighting(raw, offset=offset) for offset, raw in enumerate(seen)]


def run(seen: Sequence[Sighting], known: Known) -> list[Decision]:
    return [decide(one, known, Rules()) for one in seen]


@settings(deadline=None)
@given(SEEN)
def test_versions_grow_by_one_with_every_change_and_only_then(seen: list[RawJob]) -> None:
    versions: dict[UUID, int] = {}
    for decision in run(sightings(seen), Known()):
        for change in decision.changes:
            job_id, version = change.opening.job_id, change.opening.version
            assert version == (versions[job_id] + (change.kind is not None) if job_id in versions else 1)
            assert (change.kind == "published") <= (job_id not in versions)
            versions[job_id] = version


@settings(deadline=None)
@given(SEEN)
def test_an_opening_is_open_while_one_of_its_ads_is_and_every_ad_has_one(seen: list[RawJob]) -> None:
    known = Known()
    run(sightings(seen), known)
    by_opening = defaultdict(list)
    for ad in known.ads.values():
        by_opening[ad.job_id].append(ad)
    for job_id, opening in known.openings.items():
        assert list(known.members(job_id)) == by_opening[job_id]
        assert opening.open == any(ad.open for ad in by_opening[job_id])
        assert (opening.merged_into is None) == bool(by_opening[job_id])


@settings(deadline=None)
@given(SEEN, st.integers(0, 12))
def test_what_was_decided_of_a_prefix_is_decided_again(seen: list[RawJob], end: int) -> None:
    assert run(sightings(seen)[:end], Known()) == run(sightings(seen), Known())[:end]


@settings(deadline=None)
@given(SEEN)
def test_a_replay_makes_no_opening_and_moves_no_ad(seen: list[RawJob]) -> None:
    known = Known()
    run(sightings(seen), known)
    openings, places = set(known.openings), {key: ad.job_id for key, ad in known.ads.items()}
    again = run(sightings(seen), known)
    assert all(decision.outcome in ("refreshed", "updated") for decision in again)
    assert set(known.openings) == openings
    assert {key: ad.job_id for key, ad in known.ads.items()} == places


@settings(deadline=None)
@given(SEEN, SEEN)
def test_every_opening_that_a_batch_touches_was_to_be_read(before: list[RawJob], batch: list[RawJob]) -> None:
    known = Known()
    run(sightings(before), known)
    stored = set(known.openings)
    now = [sighting(raw, offset=len(before) + n) for n, raw in enumerate(batch)]
    read = wanted(now, known)
    touched = {change.opening.job_id for decision in run(now, known) for change in decision.changes}
    assert touched & stored <= read.openings
