"""Somebody is erased: when match says so, and what it doesn't take for an erasure."""

from rematch_common.contracts import EMBEDDED_CANDIDATES
from rematch_match.domain.facts import point_id
from rematch_match.handlers.arriving import lives
from tests.fakes.samples import forgotten
from tests.unit.match.handling import Matching, candidate, opening

DEMO = ("demo", "c-1")
KEY = "demo/c-1"


async def test_a_receipt_tells_of_the_point_that_was_taken_out() -> None:
    matching = Matching()
    await matching(opening(), candidate())
    assert await matching.index.marks_of("candidates", [point_id(DEMO)])
    (withdrawn,) = await matching(forgotten(EMBEDDED_CANDIDATES, KEY, 2))
    assert (withdrawn.reason, matching.store.receipts) == ("erased", [("e-1", 1)])
    assert await matching.index.marks_of("candidates", [point_id(DEMO)]) == []


async def test_a_tombstone_of_no_erasure_is_answered_with_no_receipt() -> None:
    matching = Matching()
    await matching(opening(), candidate())
    await matching(forgotten(EMBEDDED_CANDIDATES, KEY, 2, None))
    assert matching.store.receipts == []


async def test_who_is_unknown_is_erased_at_once_and_an_erasure_that_comes_again_is_confirmed_again() -> None:
    matching = Matching()
    for _ in range(2):
        await matching(forgotten(EMBEDDED_CANDIDATES, KEY, 2))
    assert matching.store.receipts == [("e-1", 0), ("e-1", 0)]


async def test_a_tombstone_that_comes_too_late_is_no_erasure() -> None:
    matching = Matching()
    await matching(opening(), candidate(version=3))
    assert await matching(forgotten(EMBEDDED_CANDIDATES, KEY, 2)) == []
    assert matching.store.receipts == []


async def test_what_is_older_than_the_erasure_brings_nobody_back() -> None:
    matching = Matching()
    await matching(opening(), candidate(), forgotten(EMBEDDED_CANDIDATES, KEY, 3))
    assert await matching(candidate(version=2)) == []
    assert not matching.store.candidates[DEMO].alive
    assert await matching.index.marks_of("candidates", [point_id(DEMO)]) == []


async def test_who_comes_anew_in_the_same_batch_is_somebody_else() -> None:
    matching = Matching()
    first = await matching(opening(), candidate())
    told = await matching(forgotten(EMBEDDED_CANDIDATES, KEY, 2), candidate(version=3))
    assert [type(event).__name__ for event in (*first, *told)] == ["MatchFound", "MatchWithdrawn", "MatchFound"]
    assert told[-1].version > told[0].version + 1, "above the tombstone of the pair"
    assert matching.store.receipts == [("e-1", 1)]
    assert matching.store.candidates[DEMO].alive


def test_a_batch_is_cut_only_where_somebody_comes_anew() -> None:
    end, anew, other = forgotten(EMBEDDED_CANDIDATES, KEY, 2), candidate(version=3), candidate("c-2")
    assert list(lives([other, end, other])) == [[other, end, other]]
    assert list(lives([other, end, other, anew, other])) == [[other, end, other], [anew, other]]
    assert list(lives([])) == [[]]
