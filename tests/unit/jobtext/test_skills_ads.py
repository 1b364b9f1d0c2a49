"""Whole ads from many fields, with what a reader would take from them: a measure, not a line-by-line agreement."""

import re
from functools import cache
from pathlib import Path

from rematch_jobtext.skills import find_skills

_FILE = Path(__file__).parent / "cases" / "skill_ads.txt"
_AD = re.compile(r"### (?P<text>.*?)\nR: ?(?P<required>[^\n]*)\nP: ?(?P<preferred>[^\n]*)\n", re.DOTALL)


@cache
def ads() -> list[tuple[str, frozenset[str], frozenset[str]]]:
    found = _AD.finditer(_FILE.read_text("utf-8"))
    return [(ad["text"], frozenset(ad["required"].split()), frozenset(ad["preferred"].split())) for ad in found]


def named(text: str) -> set[str]:
    return {skill.id for skill in find_skills(text)}


def test_there_are_ads_of_many_fields() -> None:
    assert len(ads()) >= 90
    assert len({text.splitlines()[0] for text, _, _ in ads()}) == len(ads())


def test_most_skills_are_found_and_few_others() -> None:
    right = sum(len(named(text) & (required | preferred)) for text, required, preferred in ads())
    assert right / sum(len(named(text)) for text, _, _ in ads()) >= 0.96  # measured: 0.97
    assert right / sum(len(required | preferred) for _, required, preferred in ads()) >= 0.96  # measured: 0.98


def test_what_is_required_is_told_from_what_is_preferred() -> None:
    wrong = 0
    for text, required, preferred in ads():
        found = find_skills(text)
        wrong += sum(skill.id in preferred for skill in found if skill.required)
        wrong += sum(skill.id in required for skill in found if not skill.required)
    assert wrong <= 0.02 * sum(len(required | preferred) for _, required, preferred in ads())


def test_the_evidence_is_from_the_ad() -> None:
    for text, _, _ in ads():
        for skill in find_skills(text):
            assert skill.evidence
            assert skill.evidence in text
