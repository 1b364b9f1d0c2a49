"""What a person said moves others like it: within bounds, whatever the order, ever less with time."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from rematch_match.domain.tastes.alike import COMPANY, PLACE, ROLE
from rematch_match.domain.tastes.saying import Said
from rematch_match.domain.tastes.tilt import BOUNDS, MOST, Opening, points_for, points_in, score_for
from tests.fakes.samples import job_id
from tests.unit.match.tastes.tasting import DAY, KINDS, LIKES, NOES, opening, openings, points, tilted, word, words

EASY = settings(deadline=None, max_examples=150)


@given(words(), openings())
@EASY
def test_it_stays_within_its_bounds(said: list[Said], what: Opening) -> None:
    found = tilted(said, what)
    if found is not None:
        assert abs(found.points) < MOST
        assert all(abs(part.points) < BOUNDS[part.aspect] for part in found.parts)
        assert len({part.aspect for part in found.parts}) == len(found.parts)


def test_the_bounds_are_those_that_are_told() -> None:
    assert (MOST, set(BOUNDS)) == (6.0, {COMPANY, ROLE, PLACE})
    many = [word(6 * number) for number in range(1, 2_000)]
    assert 5.9 < points(many) <= MOST


@given(words(), openings(), st.integers(0, 40), st.sampled_from(LIKES), st.integers(0, 150))
@EASY
def test_one_more_like_never_lowers(said: list[Said], what: Opening, number: int, action: str, days: int) -> None:
    more = word(number, action, days)  # type: ignore[arg-type]
    assert points([*said, more], what) >= points(said, what)


@given(words(), openings(), st.integers(0, 40), st.sampled_from(NOES), st.integers(0, 150))
@EASY
def test_one_more_no_never_raises(said: list[Said], what: Opening, number: int, action: str, days: int) -> None:
    more = word(number, action, days)  # type: ignore[arg-type]
    assert points([*said, more], what) <= points(said, what)


@given(words(), openings(), st.randoms(), st.integers(1, 3))
@EASY
def test_neither_the_order_nor_how_often_it_is_heard_matters(
    said: list[Said], what: Opening, chance: st.DataObject, times: int
) -> None:
    shuffled = said * times
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tilted(shuffled, what) == tilted(said, what)


@given(st.integers(0, 5), st.sampled_from((*LIKES, *NOES)), st.lists(st.floats(0, 200), min_size=2, max_size=6))
@EASY
def test_the_longer_ago_it_was_said_the_less_it_moves(kind: int, action: str, days: list[float]) -> None:
    moved = [abs(points([word(kind, action, ago)], opening(kind))) for ago in sorted(days)]  # type: ignore[arg-type]
    assert all(earlier >= later for earlier, later in pairwise(moved))


@given(words(), openings(), st.integers(1, 200))
@EASY
def test_a_like_of_longer_ago_counts_no_more_and_a_no_no_less_for_it(
    said: list[Said], what: Opening, days: int
) -> None:
    """One opening a word, so that none hides another."""
    apart = [one._replace(job_id=job_id(100 + at)) for at, one in enumerate(said)]
    for at, one in enumerate(apart):
        older = [*apart[:at], one._replace(at=one.at - days * DAY), *apart[at + 1 :]]
        likes = one.action in LIKES or (one.relevance or 0) > 3
        before, after = points(apart, what), points(older, what)
        assert after <= before if likes else after >= before


@given(words(), openings())
@EASY
def test_what_likes_and_noes_come_to_is_the_same_turned_round(said: list[Said], what: Opening) -> None:
    turned = {"saved": "rejected", "rejected": "saved"}
    plain = {one.job_id: one._replace(action="rejected" if one.action in NOES else "saved") for one in said}.values()
    other = [one._replace(action=turned[one.action]) for one in plain]  # type: ignore[arg-type]
    assert points(other, what) == -points(list(plain), what)


@given(words(), openings())
@EASY
def test_the_points_are_reached_again_from_what_the_audit_keeps(said: list[Said], what: Opening) -> None:
    found = tilted(said, what)
    if found is not None:
        again = sum(points_for(aspect, liked, refused) for aspect, (liked, refused) in found.told.items())
        assert abs(again - found.points) < 0.01
        told = [("skills", 80.0, 0.4, True), ("taste", score_for(found.points), 0.0, True)]
        assert abs(points_in(told) - found.points) < 0.001
        assert points_in(told[:1]) == 0.0


@given(words(), openings(), st.floats(0, 1))
@EASY
def test_a_tenant_lets_a_share_of_it_count_or_nothing(said: list[Said], what: Opening, share: float) -> None:
    whole, part = tilted(said, what), tilted(said, what, share)
    if whole is not None and share > 0:
        assert part is not None
        assert abs(part.points - share * whole.points) < 0.011
    else:
        assert part is None


def test_one_word_moves_little_and_each_more_of_it_less_than_the_one_before() -> None:
    moved = [points([word(6 * at) for at in range(1, count + 1)]) for count in range(5)]
    assert moved[:3] == [0.0, 1.5, 2.4]
    steps = [later - earlier for earlier, later in pairwise(moved)]
    assert all(first > then for first, then in pairwise(steps))


def test_half_of_it_is_left_a_month_later() -> None:
    """Nearly: the doubt weighs more then."""
    one = [word(0, days=30)]
    assert points(one, opening()) == round(6 * 0.5 / 3.5, 2)
    assert points(one, opening(days=30)) == 1.5, "a posting that was there then"
    assert points(one, opening(days=60)) == 1.5, "and one that had been there before"
    assert points([word(0, days=119)]) > 0
    assert points([word(0, days=120)]) == 0, "after four months it is forgotten"


def test_only_openings_alike_are_moved_and_never_the_one_that_it_was_said_of() -> None:
    said = [word(0), word(6)]
    assert points(said, opening(5)) == points(said, opening(4)) == 0
    assert points(said, opening(3)) == round(2 * 2 / 5, 2), "the role alone"
    assert points(said, Opening.of(job_id(6), opening().posted, KINDS[0])) == 1.5, "of the other one only"


def test_two_places_in_common_are_one_word() -> None:
    berlin = replace_places(word(1), "de/berlin", "de/potsdam")
    found = tilted([berlin], opening(1))
    assert found is not None
    assert {part.aspect: part.liked for part in found.parts} == {COMPANY: 1.0, ROLE: 1.0, PLACE: 1.0}


def replace_places(one: Said, *places: str) -> Said:
    return one._replace(alike=one.alike._replace(places=frozenset(places)))


def test_the_last_word_on_an_opening_is_the_one() -> None:
    no_then_yes = [word(0, "rejected", days=2), word(0, "applied", days=1)]
    assert points(no_then_yes) > 0
    assert points([*no_then_yes, word(0, "thumbs_down")]) < 0
    assert points([word(0, "saved"), word(0, "rejected")]) < 0, "of the same moment the no"
    assert points([*no_then_yes, word(0, "viewed")]) == points(no_then_yes), "to look at it is no word"
    stars = [points([word(0, "rated", relevance=count)]) for count in range(1, 6)]
    assert [(star > 0) - (star < 0) for star in stars] == [-1, -1, 0, 1, 1]
    assert points([word(0, "rated")]) == 0, "stars for the quality alone"
