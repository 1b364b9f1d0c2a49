"""Rankings are fused by their ranks."""

from hypothesis import given
from hypothesis import strategies as st

from rematch_match.domain.fusion import fused

RANKING = st.lists(st.integers(0, 30), unique=True, max_size=20)


@given(st.lists(RANKING, max_size=3), st.integers(0, 40))
def test_all_are_ranked_once_and_the_best_are_kept(rankings: list[list[int]], most: int) -> None:
    merits = {
        key: sum(1 / (61 + r.index(key)) for r in rankings if key in r) for ranking in rankings for key in ranking
    }
    found = fused(rankings, most)
    assert len(found) == len(set(found)) == min(most, len(merits))
    left = merits.keys() - set(found)
    assert all(merits[a] >= merits[b] - 1e-12 for a, b in zip(found, [*found[1:], *left], strict=False))


@given(RANKING)
def test_one_ranking_stays_as_it_is(ranking: list[int]) -> None:
    assert fused([ranking, []], 99) == fused([[], ranking, ranking], 99) == ranking


def test_who_stands_in_both_comes_before_who_leads_one() -> None:
    assert fused([["a", "b", "c"], ["d", "b", "e"]], 3) == ["b", "a", "d"]
