"""The table itself: enough of it, no contradictions."""

import itertools
from collections import Counter

import pytest

from rematch_jobtext.skill_relations import (
    adjacent,
    adjacent_groups,
    implied_by,
    is_licence,
    skill_family,
    skill_kind,
)
from rematch_jobtext.skill_rules import rules
from rematch_jobtext.skills import canonical_skill, find_skills, slug
from rematch_jobtext.skills_table import aliases_of, rows, skill_table
from tests.unit.jobtext.tables import cases

KINDS = {"skill", "tool", "language", "licence", "spoken_language", "soft"}
FAMILIES = {"software", "health", "trades", "construction", "logistics", "finance", "legal", "hospitality", "education"}
IDS_KEPT = {skill for (skill,) in cases("skill_ids_kept.tsv", 1)}


def test_there_is_enough() -> None:
    assert len(skill_table().skills) >= 1400
    assert (
        sum(len({alias.casefold() for alias in written} - {skill.name.casefold()}) for skill, written in rows()) >= 7000
    )
    families = Counter(skill.family for skill in skill_table().skills.values())
    assert set(families) > FAMILIES
    assert len(families) >= 24
    assert min(families.values()) >= 10
    assert {skill.kind for skill in skill_table().skills.values()} == KINDS


def test_an_id_is_given_once_and_is_a_slug() -> None:
    ids = [skill.id for skill, _ in rows()]
    assert len(ids) == len(set(ids))
    assert all(slug(skill) == skill for skill in ids)
    assert all(canonical_skill(skill) == skill for skill in ids)
    assert set(ids) >= IDS_KEPT


def test_no_spelling_stands_for_two_skills() -> None:
    owners: dict[tuple[str, ...], set[str]] = {}
    for skill, written in rows():
        for alias in aliases_of(skill, written):
            if alias.mark != "derived":
                owners.setdefault(alias.tokens, set()).add(skill.id)
    assert {alias: skills for alias, skills in owners.items() if len(skills) > 1} == {}
    assert () not in owners


def test_every_name_is_understood() -> None:
    for skill in skill_table().skills.values():
        assert canonical_skill(skill.name) == skill.id, skill
        assert (skill_kind(skill.id), skill_family(skill.id)) == (skill.kind, skill.family)


def test_every_plain_alias_is_found_in_a_text() -> None:
    for tokens, aliases in skill_table().in_text.items():
        if aliases[0].written is None and aliases[0].mark != "derived":
            alias = " ".join(tokens)
            assert find_skills(f"You know {alias} well.") or rules().get(f"id:{aliases[0].skill}"), alias


@pytest.mark.parametrize(
    ("skill", "others"),
    [
        ("django", {"python"}),
        ("eks", {"aws", "kubernetes"}),
        ("registered-nurse", {"nursing", "patient-care"}),
        ("fastapi", {"python"}),
        ("nestjs", {"node-js", "javascript"}),
        ("cdl-a", {"cdl", "driving-licence", "truck-driving"}),
        ("jetpack-compose", {"android", "kotlin"}),
        ("python", set()),
        ("basket-weaving", set()),
    ],
)
def test_what_a_skill_implies(skill: str, others: set[str]) -> None:
    assert implied_by(skill) == others


def test_implications_are_known_and_run_in_no_circle() -> None:
    known = skill_table().skills
    for skill in known.values():
        assert set(skill.implies) <= set(known), skill
        assert skill.id not in implied_by(skill.id)
        assert all(skill.id not in implied_by(other) for other in implied_by(skill.id)), skill


def test_adjacency_is_known_mutual_and_partial() -> None:
    pairs = Counter(pair for _, group in adjacent_groups() for pair in itertools.combinations(sorted(group), 2))
    assert len(pairs) >= 250
    assert max(pairs.values()) == 1
    for one, other in pairs:
        assert {one, other} <= set(skill_table().skills)
        assert 0 < adjacent(one)[other] == adjacent(other)[one] < 1
    assert adjacent("mysql")["postgresql"] == 0.6
    assert adjacent("react")["vue"] == 0.4
    assert adjacent("basket-weaving") == {}


def test_licences_stand_alone() -> None:
    licences = [skill for skill in skill_table().skills if is_licence(skill)]
    assert len(licences) >= 100
    assert {"registered-nurse", "cdl-a", "cpa", "forklift", "sia-licence", "bar-admission"} <= set(licences)
    assert not is_licence("python")
    assert not is_licence("basket-weaving")
    assert all(adjacent(skill) == {} for skill in licences)


def test_every_rule_is_for_an_alias_or_a_skill() -> None:
    written = {alias.written for aliases in skill_table().in_text.values() for alias in aliases}
    for word in rules():
        known = word.removeprefix("id:") in skill_table().skills if word.startswith("id:") else word in written
        assert known or word == "spoken", word
