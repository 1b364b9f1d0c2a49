"""The two parts of a corpus share nothing, and what is in which doesn't hang on anything else."""

from hypothesis import given
from hypothesis import strategies as st

from rematch_encoder.tuning.corpus import Corpus, Opening, parts

# Few texts, so that openings and people with the same words are common.
WORDS = st.sampled_from([f"text {number}" for number in range(12)])


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    openings = {f"o{n}": Opening(text) for n, text in enumerate(draw(st.lists(WORDS, max_size=10)))}
    people = {f"p{n}": text for n, text in enumerate(draw(st.lists(WORDS, max_size=10)))}
    pairs = [(o, p) for o in openings for p in people]
    judged = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return Corpus(openings, people, {pair: draw(st.integers(0, 3)) for pair in judged})


@given(corpora(), st.sampled_from([0.2, 0.5, 0.8]))
def test_the_parts_share_no_opening_and_no_person_by_their_words(corpus: Corpus, share: float) -> None:
    train, held = parts(corpus, share)
    assert not {one.text for one in train.openings.values()} & {one.text for one in held.openings.values()}
    assert not set(train.people.values()) & set(held.people.values())
    assert {**train.openings, **held.openings} == corpus.openings
    assert {**train.people, **held.people} == corpus.people


@given(corpora())
def test_pairs_keep_their_grades_and_those_across_are_gone(corpus: Corpus) -> None:
    train, held = parts(corpus)
    both = {**train.grades, **held.grades}
    assert both.items() <= corpus.grades.items()
    for pair in corpus.grades.keys() - both.keys():
        assert (pair[0] in held.openings) != (pair[1] in held.people)


@given(corpora(), WORDS)
def test_an_opening_stays_where_it_is_when_others_come(corpus: Corpus, text: str) -> None:
    more = Corpus({"new": Opening(text), **corpus.openings}, corpus.people, corpus.grades)
    assert set(parts(corpus)[1].openings) == set(parts(more)[1].openings) - {"new"}


def test_people_go_where_they_are_wanted_most() -> None:
    openings = {str(n): Opening(f"opening {n}") for n in range(20)}
    train, held = parts(Corpus(openings, {}, {}))
    one, other = next(iter(train.openings)), next(iter(held.openings))
    people = {"a": "welder", "b": "baker", "c": "welder"}
    train, held = parts(Corpus(openings, people, {(one, "a"): 3, (other, "a"): 2, (one, "b"): 1, (other, "b"): 2}))
    assert set(train.people) == {"a", "c"}, "who reads the same is the same person"
    assert set(held.people) == {"b"}
    assert (train.grades, held.grades) == ({(one, "a"): 3}, {(other, "b"): 2})


def test_about_half_is_held_back() -> None:
    openings = {str(n): Opening(f"opening {n}") for n in range(1_000)}
    assert 440 < len(parts(Corpus(openings, {}, {}))[1].openings) < 560
    assert 150 < len(parts(Corpus(openings, {}, {}), 0.2)[1].openings) < 250
