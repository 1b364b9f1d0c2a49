"""What a trainer is told, to the byte."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rematch_encoder.tuning.pairs import Example, Examples
from rematch_encoder.tuning.plan import Plan, plan
from rematch_encoder.tuning.recipe import Recipe

RECIPE = Recipe(epochs=2, batch=4, against=1)
TEXTS = st.sampled_from([f"t{n}" for n in range(10)])


@st.composite
def some(draw: st.DrawFn) -> Examples:
    known = draw(st.frozensets(st.tuples(TEXTS, TEXTS)))
    rows = draw(st.lists(st.builds(Example, TEXTS, TEXTS, st.tuples(TEXTS)), max_size=25))
    return Examples(rows, known | {(row.opening, row.person) for row in rows})


def told(made: Plan) -> list[list[Example]]:
    texts = made.texts
    return [
        [Example(texts[o], texts[p], tuple(texts[at] for at in against)) for o, p, *against in batch]
        for batch in made.batches
    ]


@given(some())
def test_every_example_comes_once_an_epoch(found: Examples) -> None:
    rows = [row for batch in told(plan(found, RECIPE, "b")) for row in batch]
    counted = sorted((row.opening, row.person, row.against) for row in rows)
    assert counted == sorted((row.opening, row.person, row.against) for row in [*found.rows, *found.rows])


@given(some())
def test_in_a_batch_nobody_is_beside_anothers_opening_that_they_may_fit(found: Examples) -> None:
    for batch in told(plan(found, RECIPE, "b")):
        assert 1 <= len(batch) <= RECIPE.batch
        for row in batch:
            for other in batch:
                if other is not row:
                    assert other.opening != row.opening
                    assert not {(row.opening, text) for text in (other.person, *other.against)} & found.known


FOUND = Examples([Example(f"o{n}", f"p{n}", (f"q{n}",)) for n in range(9)], frozenset())


def test_the_same_work_is_the_same_bytes_and_another_is_not() -> None:
    made = plan(FOUND, RECIPE, "b")
    assert made.body == plan(FOUND, RECIPE, "b").body
    others = (
        plan(FOUND, RECIPE, "c"),
        plan(FOUND, replace(RECIPE, seed=12), "b"),
        plan(FOUND, replace(RECIPE, rate=1e-3), "b"),
        plan(Examples(FOUND.rows[1:], frozenset()), RECIPE, "b"),
    )
    assert len({made.digest, *(other.digest for other in others)}) == 5


def test_who_was_erased_is_in_no_byte_of_it() -> None:
    without = Examples([row for row in FOUND.rows if row.person != "p3"], frozenset())
    assert b'"p3"' in plan(FOUND, RECIPE, "b").body
    assert b'"p3"' not in plan(without, RECIPE, "b").body


def test_a_trainer_elsewhere_does_the_same_work() -> None:
    made = plan(FOUND, RECIPE, "b")
    assert Plan.of(made.body).digest == made.digest
    assert Plan.of(made.body).recipe == RECIPE


def test_it_is_json_that_any_program_reads() -> None:
    odd = Examples([Example("ö \ud83d", "p", ("q",))], frozenset())
    said = json.loads(plan(odd, RECIPE, "b").body)
    assert said["texts"] == ["ö \ud83d", "p", "q"]
    assert said["batches"] == [[[0, 1, 2]]] * 2
    assert said["recipe"]["rank"] == RECIPE.rank


def test_many_examples_take_no_square_of_time() -> None:
    many = Examples([Example(f"o{n}", f"p{n}", (f"q{n}",)) for n in range(20_000)], frozenset())
    made = plan(many, Recipe(epochs=1, batch=16, against=1), "b")
    assert len(made.batches) == 20_000 / 16
