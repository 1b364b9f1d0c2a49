"""The occupations: what titles name, and a table without contradictions."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_jobtext.occupation_words import stem
from rematch_jobtext.occupations import name_key, near, occupation, occupation_groups
from rematch_jobtext.plain import words_of
from rematch_jobtext.skills import slug
from rematch_jobtext.tables import table
from rematch_jobtext.title_parts import title_parts
from tests.unit.jobtext.tables import cases

GROUPS = list(occupation_groups())
LEVELS = {"senior", "junior", "sr", "jr", "trainee"}
APART = [
    ("Backend Engineer", "Frontend Engineer"),
    ("Civil Engineer", "Mechanical Engineer"),
    ("Dental Hygienist", "Dental Assistant"),
    ("Product Manager", "Project Manager"),
    ("Registered Nurse", "Licensed Practical Nurse"),
    ("Licensed Practical Nurse", "Certified Nursing Assistant"),
    ("Teacher", "Teaching Assistant"),
    ("Plumber", "Electrician"),
    ("Line Cook", "Sous Chef"),
    ("Line Cook", "Prep Cook"),
    ("Accountant", "Auditor"),
    ("Sales Engineer", "Account Executive"),
    ("Physical Therapist", "Physical Therapist Assistant"),
    ("Occupational Therapist", "Physical Therapist"),
    ("Pharmacist", "Pharmacy Technician"),
    ("Psychologist", "Psychiatrist"),
    ("Truck Driver", "Delivery Driver"),
    ("Nurse Manager", "Registered Nurse"),
    ("Paralegal", "Lawyer"),
    ("Java Developer", "JavaScript Developer"),
    ("Police Officer", "Security Guard"),
    ("Physiotherapist", "Physiotherapy Assistant"),
    ("Pflegefachkraft", "Pflegehelfer"),
    ("Infirmier", "Aide-soignant"),
    ("Registered Nurse", "Nurse Practitioner"),
    ("MFA", "ZFA"),
    ("Dental Nurse", "RDH"),
    ("Electrician", "Electrical Engineer"),
    ("Accountant", "Accounts Assistant"),
    ("HGV Class 1 Driver", "HGV Class 2 Driver"),
    ("Truck Driver", "Truck Mechanic"),
    ("Store Manager", "Assistant Store Manager"),
    ("Sous Chef", "CDP"),
    ("Erzieher", "Kinderpfleger"),
    ("RBT", "BCBA"),
    ("Math Teacher", "English Teacher"),
    ("CT Technologist", "MRI Technologist"),
    ("Quantity Surveyor", "Site Manager"),
    ("Security Engineer", "Security Officer"),
    ("Rails Engineer", "Rail Engineer"),
    ("AE", "SDR"),
    ("Golang Developer", "Rust Developer"),
]
NEAR = [
    ("data-engineer", "analytics-engineer"),
    ("data-scientist", "applied-scientist"),
    ("civil-engineer", "structural-engineer"),
    ("hr-generalist", "hr-business-partner"),
    ("software-engineer", "backend-engineer"),
    ("nurse", "registered-nurse"),
    ("backend-engineer", "golang-developer"),
    ("software-engineer", "embedded-engineer"),
    ("receptionist", "hotel-receptionist"),
    ("bank-teller", "customer-service-representative"),
]


@pytest.mark.parametrize(("title", "named", "left"), cases("occupations.tsv", 3))
def test_occupations(title: str, named: str, left: str) -> None:
    assert occupation(title_parts(title).core) == (named or None, tuple(left.split()))


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_jobs_stay_apart(one: str, other: str) -> None:
    found = {occupation(title_parts(title).core)[0] for title in (one, other)}
    assert len(found) == 2
    assert None not in found


def test_near_occupations() -> None:
    for one, other in NEAR:
        assert near(one, other)
        assert near(other, one)
    assert near("plumber", "plumber")
    assert not near("plumber", "electrician")
    assert not near("registered-nurse", "cna")
    assert not near("plumber", "basket-weaver")


def test_there_are_enough() -> None:
    assert len(GROUPS) >= 1_200
    assert sum(len(names) for _, names, _ in GROUPS) >= 22_000


def test_ids_are_slugs_given_once() -> None:
    ids = [each for each, _, _ in GROUPS]
    assert len(ids) == len(set(ids))
    assert all(slug(each) == each for each in ids)


def test_no_name_stands_for_two_occupations_or_twice() -> None:
    owners: dict[str, list[str]] = {}
    for each, names, _ in GROUPS:
        for name in names:
            owners.setdefault(name_key(name), []).append(f"{each}: {name}")
    assert {key: written for key, written in owners.items() if len(written) > 1} == {}


def test_names_are_folded_and_without_level() -> None:
    for row in table("occupations.tsv"):
        for name in row[1].split(";"):
            plain = name.removeprefix("=")
            assert " ".join(words_of(plain)) == plain, row[0]
            assert plain.split()[0] not in LEVELS or "care" in plain, row[0]


def test_every_name_is_found() -> None:
    missed = {name: occupation(name) for each, names, _ in GROUPS for name in names if occupation(name) != (each, ())}
    assert missed == {}


def test_near_ids_are_known_and_written_once() -> None:
    ids = {each for each, _, _ in GROUPS}
    pairs = [frozenset((each, other)) for each, _, others in GROUPS for other in others]
    assert len(pairs) == len(set(pairs))
    assert all(len(pair) == 2 and pair <= ids for pair in pairs)


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("engineers nurses companies", "engineer nurse company"),
        ("waitress saleswoman", "waiter salesman"),
        ("vendeuse infirmieres educatrice technicienne", "vendeur infirmier educateur technicien"),
        ("verkauferin verkauferinnen kauffrau", "verkaufer verkaufer kaufman"),
        ("enfermera programadora", "enfermero programador"),
    ],
)
def test_stems(words: str, form: str) -> None:
    assert " ".join(stem(word) for word in words.split()) == form


def test_a_long_title_costs_little() -> None:
    occupation("warm up")
    started = time.process_time()
    for number in range(200):
        occupation(f"registered nurse icu night shift {number} " + "words " * 30)
    assert (time.process_time() - started) / 200 < 0.005


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    named, left = occupation(text)
    assert named is None or near(named, named)
    assert all(word and " " not in word for word in left)
