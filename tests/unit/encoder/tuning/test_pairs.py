"""Who stands against whom."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rematch_encoder.tuning.corpus import Corpus, Opening
from rematch_encoder.tuning.pairs import MOST, Examples, examples

WELDER, FITTER, BAKER, COOK = "steel welder", "steel fitter", "bread baker", "bread cook"


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Openings of one first word are alike; the length of the rest tells them apart a little."""
    rows = [[float(text.startswith("steel")), float(text.startswith("bread")), len(text) / 100] for text in texts]
    vectors = np.array(rows, dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def corpus(grades: dict[tuple[str, str], int], **occupations: str | None) -> Corpus:
    names = dict.fromkeys(opening for opening, _ in grades)
    openings = {name: Opening(f"{name} wanted", occupations.get(name.split()[1])) for name in names}
    return Corpus(openings, {person: f"I am {person}" for _, person in grades}, grades)


def test_those_of_whom_somebody_said_no_come_first_then_near_openings_of_another_occupation() -> None:
    found = corpus(
        {(WELDER, "w"): 3, (WELDER, "no"): 0, (FITTER, "f"): 3, (BAKER, "b"): 3, (COOK, "c"): 2},
        **{"welder": "welder", "fitter": "fitter", "baker": "baker", "cook": "cook"},
    )
    (row,) = [row for row in examples(found, embed, 2).rows if row.person == "I am w"]
    assert row.opening == "steel welder wanted"
    assert row.against == ("I am no", "I am f")


def test_the_same_occupation_or_an_unknown_one_is_left_in_peace() -> None:
    grades = {(WELDER, "w"): 3, (FITTER, "f"): 3, (BAKER, "b"): 3}
    same = examples(corpus(grades, welder="smith", fitter="smith", baker="baker"), embed, 1)
    assert {row.person: row.against for row in same.rows}["I am w"] == ("I am b",)
    assert examples(corpus(grades), embed, 1).rows == []


def test_nobody_stands_against_an_opening_that_they_may_fit() -> None:
    found = corpus(
        {(WELDER, "w"): 3, (WELDER, "maybe"): 1, (FITTER, "maybe"): 3, (FITTER, "f"): 2}, welder="a", fitter="b"
    )
    rows = {row.person: row for row in examples(found, embed, 2).rows if row.opening.startswith(WELDER)}
    assert rows["I am w"].against == ("I am f", "I am f")
    assert ("steel welder wanted", "I am maybe") in examples(found, embed, 2).known


def test_who_reads_like_somebody_who_fits_does_not_stand_against() -> None:
    found = corpus({(WELDER, "w"): 3, (WELDER, "no"): 0, (FITTER, "f"): 3}, welder="a", fitter="b")
    twin = Corpus(found.openings, {**found.people, "no": found.people["w"]}, found.grades)
    assert {row.person: row.against for row in examples(twin, embed, 1).rows}["I am w"] == ("I am f",)


def test_nobody_makes_up_what_is_learned() -> None:
    many = {(f"steel {n}", "zealot"): 3 for n in range(50)} | {(WELDER, f"p{n}"): 2 for n in range(50)}
    grades = many | {(opening, "no"): 0 for opening, _ in many}
    rows = examples(corpus(grades), embed, 1).rows
    assert sum(row.person == "I am zealot" for row in rows) == MOST
    assert sum(row.opening == "steel welder wanted" for row in rows) == MOST


def test_an_openings_pairs_stand_against_different_people() -> None:
    grades = {(WELDER, "a"): 3, (WELDER, "b"): 3, **{(WELDER, f"no{n}"): 0 for n in range(4)}}
    rows = examples(corpus(grades), embed, 2).rows
    assert [row.against for row in rows] == [("I am no0", "I am no1"), ("I am no2", "I am no3")]


def test_the_better_pairs_are_taken_where_there_are_too_many() -> None:
    grades = {(WELDER, f"p{n:02}"): 2 + n % 2 for n in range(20)} | {(WELDER, "no"): 0}
    assert {row.person for row in examples(corpus(grades), embed, 1).rows} == {f"I am p{n:02}" for n in range(1, 16, 2)}


def test_nothing_gives_nothing() -> None:
    assert examples(Corpus({}, {}, {}), lambda _: np.zeros((0, 3), dtype=np.float32), 2) == Examples([], frozenset())
    assert Examples.joined([]) == Examples([], frozenset())
