import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rematch_encoder.tokens import batches, padded, readable


@given(st.lists(st.integers(2, 512)), st.integers(1, 64))
def test_batches_hold_every_text_once_within_the_limits(lengths: list[int], rows: int) -> None:
    made = list(batches(lengths, rows))
    assert sorted(position for batch in made for position in batch) == list(range(len(lengths)))
    for batch in made:
        assert len(batch) <= rows
        assert len(batch) * max(lengths[position] for position in batch) <= 1024


def test_batches_put_similar_lengths_together() -> None:
    assert list(batches([3, 250, 4, 251], 2)) == [[3, 1], [2, 0]]


def test_padding_is_masked() -> None:
    inputs, mask = padded([np.array([101, 7, 102]), np.array([101, 102])])
    assert inputs.tolist() == [[101, 7, 102], [101, 102, 0]]
    assert mask.tolist() == [[1, 1, 1], [1, 1, 0]]


def test_a_text_within_the_limit_is_left_as_it_is() -> None:
    assert readable("  two\n\nlines \U0001f6a2", 20) == "  two\n\nlines \U0001f6a2"


def test_a_long_text_is_cut_and_its_blanks_do_not_count() -> None:
    assert readable(" " * 50 + "word \n" * 100, 20) == "word word word word "


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert readable("a\ud83db", 20) == "a?b"
