"""Tables of hard cases: words with several meanings, weights, slips of the pen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_jobtext.skill_typos import corrected
from rematch_jobtext.skills import canonical_skill, find_skills
from rematch_jobtext.skills_table import skill_table
from tests.unit.jobtext.tables import cases

WORDS = cases("skill_words_technical.tsv", 2) + cases("skill_words_other.tsv", 2)
ORDINARY = [word for (word,) in cases("skill_ordinary_words.tsv", 1)]


@pytest.mark.parametrize(("text", "skills"), WORDS)
def test_a_name_counts_only_where_it_means_the_skill(text: str, skills: str) -> None:
    assert {skill.id for skill in find_skills(text)} == set(skills.split()) - {"-"}


@pytest.mark.parametrize(("text", "required", "preferred"), cases("skill_weights.tsv", 3))
def test_what_is_asked_is_told_from_what_is_wished(text: str, required: str, preferred: str) -> None:
    found = find_skills(text.replace("\\n", "\n"))
    assert {skill.id for skill in found if skill.required} == set(required.split()) - {"-"}
    assert {skill.id for skill in found if not skill.required} == set(preferred.split()) - {"-"}


@pytest.mark.parametrize(("text", "skill"), cases("skill_typos.tsv", 2))
def test_slips_of_the_pen_are_forgiven_and_ordinary_words_left_alone(text: str, skill: str) -> None:
    assert {found.id for found in find_skills(text)} == {skill} - {"-"}


def test_there_are_enough_cases() -> None:
    assert len(WORDS) >= 400
    assert sum(skills == "-" for _, skills in WORDS) >= 120


@pytest.mark.parametrize("word", ORDINARY)
def test_an_ordinary_word_is_no_skill(word: str) -> None:
    for written in (word, word.capitalize()):
        assert find_skills(f"{written} of it") == ()
    assert corrected(word) is None


@given(st.sampled_from([(tokens[0], alias) for tokens, alias in skill_table().in_text.items() if len(tokens) == 1]))
def test_a_word_of_the_table_is_never_corrected_into_another_skill(entry: tuple[str, object]) -> None:
    word, _ = entry
    known = canonical_skill(word)
    meant = corrected(word)
    assert meant is None or canonical_skill(meant) == known


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=14))
def test_a_correction_is_a_word_of_the_table_and_near(word: str) -> None:
    meant = corrected(word)
    assert meant is None or (meant in skill_table().words and meant[0] == word[0] and abs(len(meant) - len(word)) <= 3)
