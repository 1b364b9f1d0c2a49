"""What a company's name is made of is no skill that it asks for; what its ad asks for stays asked for."""

import pytest

from rematch_jobtext.skills import find_skills

KETTLEBY = "Kettleby Heating & Plumbing"


@pytest.mark.parametrize(
    "company", [KETTLEBY, f"{KETTLEBY} Ltd", f"{KETTLEBY} Limited", f"The {KETTLEBY}", KETTLEBY.upper()]
)
def test_the_name_of_the_company_asks_for_nothing(company: str) -> None:
    text = f"CNC Machinist at {KETTLEBY}\nJoin {KETTLEBY} as a CNC machinist. You must know milling."
    assert "plumbing" in {skill.id for skill in find_skills(text)}
    assert {skill.id for skill in find_skills(text, company)} == {skill.id for skill in find_skills(text)} - {
        "plumbing"
    }


def test_what_is_asked_for_beside_the_name_stays_with_the_sentence_that_asks_for_it() -> None:
    text = f"Join {KETTLEBY} now.\nYou must have experience in plumbing."
    (found,) = (skill for skill in find_skills(text, KETTLEBY) if skill.id == "plumbing")
    assert found.required
    assert found.evidence == "You must have experience in plumbing."


@pytest.mark.parametrize(
    ("company", "text"),
    [
        ("Python Ltd", "Python Ltd is hiring. You know Python well."),
        ("Python", "You know Python well."),
        ("Python Academy", "Python Academy is hiring. You know Python well."),
        ("Plumbing Ltd", "You must have experience in plumbing."),
        ("Python Experts", "You work with python experts every day and write Python."),
    ],
)
def test_a_skill_that_gave_a_company_its_name_can_be_asked_for(company: str, text: str) -> None:
    assert {skill.id for skill in find_skills(text, company)} == {skill.id for skill in find_skills(text)}


@pytest.mark.parametrize("company", ["Python Ltd", "Python Academy"])
def test_a_name_alone_asks_for_nothing(company: str) -> None:
    assert "python" not in {skill.id for skill in find_skills(f"Join {company} as a nurse.", company)}
