"""Whatever is seen, in whatever order, and however often it is replayed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rematch_common.contracts import RawJob
from rematch_dedup.domain.decision import Decision, Known, Sighting, decide, opening_id
from tests.fakes.samples import NOW, posting, sighting

NOTHING = Known({}, {}, {}, {})


@st.composite
def raw_postings(draw: st.DrawFn) -> RawJob:
    """Few ads and few texts, so that they meet."""
    return posting(
        draw(st.integers(1, 3)),
        source=draw(st.sampled_from(["lever", "indeed"])),
        title="Analyst",
        description=f"Text {draw(st.integers(1, 3))}",
        closed=draw(st.booleans()),
        scraped_at=NOW + timedelta(hours=draw(st.integers(0, 5))),
    )


SEEN = st.lists(raw_postings(), max_size=12)


def sightings(seen: Sequence[RawJob]) -> list[Sighting]:
    return [sighting(raw, offset=offset) for offset, raw in enumerate(seen)]


def run(seen: Sequence[Sighting], known: Known = NOTHING) -> tuple[list[Decision], Known]:
    decisions = []
    for one in seen:
        decisions.append(decide(one, known))
        known = known.after(decisions[-1])
    return decisions, known


@settings(deadline=None)
@given(SEEN)
def test_versions_grow_by_one_with_every_change_and_only_then(seen: list[RawJob]) -> None:
    versions: dict[object, int] = defaultdict(lambda: 0)
    for decision in run(sightings(seen))[0]:
        job_id, version = decision.opening.job_id, decision.opening.version
        first = versions[job_id] == 0
        assert version == (1 if first else versions[job_id] + (decision.change is not None))
        assert not (first and decision.change not in ("published", None))
        versions[job_id] = version


@settings(deadline=None)
@given(SEEN)
def test_an_opening_is_open_while_one_of_its_ads_is(seen: list[RawJob]) -> None:
    _, known = run(sightings(seen))
    for job_id, opening in known.openings.items():
        assert opening.open == any(ad.open for ad in known.ads.values() if ad.job_id == job_id)
        assert known.open_ads[job_id] == {ad.key for ad in known.ads.values() if ad.job_id == job_id and ad.open}


@settings(deadline=None)
@given(SEEN, st.integers(0, 12))
def test_what_was_decided_of_a_prefix_is_decided_again(seen: list[RawJob], end: int) -> None:
    assert run(sightings(seen)[:end])[0] == run(sightings(seen))[0][:end]


@settings(deadline=None)
@given(SEEN)
def test_a_replay_makes_no_opening_and_moves_no_ad(seen: list[RawJob]) -> None:
    _, known = run(sightings(seen))
    again, after = run(sightings(seen), known)
    assert all(decision.outcome in ("refreshed", "updated") for decision in again)
    assert after.openings.keys() == known.openings.keys()
    assert {key: ad.job_id for key, ad in after.ads.items()} == {key: ad.job_id for key, ad in known.ads.items()}


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["lever", "indeed"]), st.integers(1, 4)), unique=True), st.randoms())
def test_in_whatever_order_ads_come_the_same_ones_are_together(ads: list[tuple[str, int]], random: object) -> None:
    texts = {ad: f"Text {ad[1] % 3}" for ad in ads}
    seen = [posting(ad[1], source=ad[0], title="Analyst", description=texts[ad]) for ad in ads]
    shuffled = list(seen)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    def groups(order: list[RawJob]) -> set[frozenset[object]]:
        together: dict[object, set[object]] = defaultdict(set)
        for decision in run(sightings(order))[0]:
            together[decision.opening.job_id].add(decision.ad.key)
        for job_id, keys in together.items():
            assert job_id in {opening_id(key) for key in keys}  # type: ignore[arg-type]
        return {frozenset(keys) for keys in together.values()}

    assert groups(seen) == groups(shuffled)
