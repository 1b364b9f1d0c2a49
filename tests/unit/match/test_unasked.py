"""What an ad names without asking for it."""

import pytest

from rematch_common.contracts import SkillRequirement
from rematch_match.domain.credentials import by_law, decisive
from rematch_match.domain.titles import read_headline, read_title
from rematch_match.domain.unasked import asked_for


def asked(skill: str, evidence: str) -> tuple[frozenset[str], frozenset[str]]:
    return asked_for([SkillRequirement(id=skill, evidence=evidence)])


@pytest.mark.parametrize(
    ("skill", "evidence"),
    [
        ("java", "Please note - Java and PHP profiles are NOT matching here."),
        ("fitness-instruction", "We do not hire personal trainers for this post, thank you."),
        ("call-center", "Not a security guard or call center job."),
        ("aws", "SGD 5,000 to 6,800, AWS + variable bonus."),
        ("kubernetes", "Linux- und Kubernetes-Kenntnisse brauchen Sie bei uns nicht."),
        ("payroll", "Payroll-only backgrounds won't be enough."),
    ],
)
def test_what_is_refused_or_part_of_the_pay_is_not_asked(skill: str, evidence: str) -> None:
    assert asked(skill, evidence) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("skill", "evidence"),
    [
        ("yoga-instruction", "Advantage: dry needling, Pilates."),
        ("dotnet", "You work with the API team (.NET) on contracts."),
        ("registered-nurse", "3+ years of sales; OR a clinical background (RN) together with sales."),
    ],
)
def test_what_helps_is_not_required(skill: str, evidence: str) -> None:
    assert asked(skill, evidence) == (frozenset(), frozenset({skill}))


def test_a_licence_stays_where_the_lack_of_it_is_refused() -> None:
    sentence = "ACCA or CIMA (qualified by experience is not enough this time)"
    assert asked("acca", sentence) == (frozenset({"acca"}), frozenset())


def test_what_is_asked_is_required() -> None:
    assert asked("java", "Five years of Java.") == (frozenset({"java"}), frozenset())


def test_a_licence_that_no_table_knows_decides_by_its_name() -> None:
    assert decisive("yukon-trapping-licence")
    assert not decisive("trapping")


def test_a_licence_with_its_place_is_the_licence() -> None:
    assert by_law("colorado-journeyman-license") == "electrician"
    assert by_law("java") == "java"


def test_whom_somebody_recruits_is_not_what_they_are() -> None:
    assert read_title("Technical Recruiter (software engineers)").occupation == "recruiter"


def test_the_part_of_a_trade_is_no_trade() -> None:
    domestic = read_headline("Gas Safe engineer, domestic")
    assert domestic.occupation == "gas-engineer"
