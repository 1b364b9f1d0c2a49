"""Scores are counted as people count them: by hand, on few ads."""

from rematch_dedup.domain.evaluation import Labelled, scores


def test_all_right() -> None:
    ads = [Labelled("a", "original", "1"), Labelled("a", "exact", "1"), Labelled("b", "city", "2")]
    found = scores(ads)
    assert found["pairs"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert found["recall_by_kind"] == {"exact": 1.0}
    assert set(found["false_merges_by_kind"].values()) == {0}


def test_a_missed_copy_and_a_false_merge() -> None:
    ads = [
        Labelled("a", "original", "1"),
        Labelled("a", "exact", "1"),
        Labelled("a", "semantic", "3"),
        Labelled("b", "city", "1"),
    ]
    found = scores(ads)
    # True pairs: 3, of which 1 is found; decided pairs: 3, of which 1 is right.
    assert found["pairs"] == {"precision": 0.3333, "recall": 0.3333, "f1": 0.3333}
    assert found["recall_by_kind"] == {"exact": 1.0, "semantic": 0.0}
    assert found["false_merges_by_kind"]["city"] == 2


def test_nothing_at_all_is_no_division_by_zero() -> None:
    assert scores([Labelled("a", "original", "1")])["pairs"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
