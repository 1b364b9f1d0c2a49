"""The ids of openings, and the words by which texts are compared."""

import pytest

from rematch_jobtext import folded, requisition_ids, title_parts, words_of

TITLES = [
    ("Engineer - REQ-1234", {"1234"}),
    ("Engineer (R0012345)", {"R0012345"}),
    ("Engineer JR-00321", {"JR00321"}),
    ("#4711 Welder", {"4711"}),
    ("Job ID 98765: Forklift Operator", {"98765"}),
    ("Analyst (Ref: ML-2024-07) #12345", {"ML202407", "12345"}),
    ("Data Engineer (MF-214)", {"MF214"}),
    ("NT/DE/205 Data Engineer", {"NTDE205"}),
    ("Accountant (#-1827)", {"1827"}),
    ("AH-64 Mechanic", set()),
    ("Analyst (GS-12)", set()),
    ("Summer Intern (2026)", set()),
    ("Level 3 Support", set()),
    ("Boeing 737 Technician", set()),
]
TEXTS = [
    ("Job ID: 1234", {"1234"}),
    ("Requisition ID: JR00321", {"JR00321"}),
    ("Req #: 99123", {"99123"}),
    ("Job Requisition Number: 22-0045", {"220045"}),
    ("Reference: ABC/123-4, please quote it", {"ABC1234"}),
    ("Kennziffer: 4711", {"4711"}),
    ("Referenznummer 2024-17", {"202417"}),
    ("Job Reference: 1234567 | Posted 3 days ago", {"1234567"}),
    ("Vacancy No. 88-2", {"882"}),
    ("\u6c42\u4eba Job ID\uff1a12345", {"12345"}),
    ("This position requires 5 years; our 12 stores are open 24/7.", set()),
    ("References: 3 required. Ref 2024", set()),
    ("F\u00fchrerschein Klasse CE mit Kennziffer 95", set()),
    ("R\u00e9f. 2024-118", {"2024118"}),
    ("R\u00e9f\u00e9rence : AB-1234", {"AB1234"}),
    ("Vaga 12345", {"12345"}),
    ("Stellen-ID: 99871", {"99871"}),
    ("Benefits: 401(k), Band 6, open 24/7", set()),
    ("We create 1200 jobs and process 15000 orders.", set()),
]


@pytest.mark.parametrize(("title", "ids"), TITLES)
def test_ids_in_a_title(title: str, ids: set[str]) -> None:
    assert requisition_ids(title) == ids


@pytest.mark.parametrize(("text", "ids"), TEXTS)
def test_ids_in_a_text(text: str, ids: set[str]) -> None:
    assert requisition_ids("Engineer", text) == ids


def test_an_id_is_the_same_however_it_is_written() -> None:
    assert (
        requisition_ids("Engineer REQ-1234")
        == requisition_ids("Engineer", "Job ID: 1234")
        == requisition_ids("#1234 A")
    )
    assert title_parts("Intern (2026)").req_id is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("C++ and C# aren't C", "c++ and c# aren t c"),
        ("Stra\u00dfe, caf\u00e9; \u0130stanbul", "strasse cafe istanbul"),
        ("zero\u200bwidth \u202ebidi\u202c", "zerowidth bidi"),
        ("Python\u306e\u958b\u767a", "python \u306e \u958b \u767a"),
        ("\uc11c\uc6b8 \uac1c\ubc1c\uc790", "\uc11c\uc6b8 \uac1c\ubc1c\uc790"),
        ("\uff21\uff22\uff23 \u2460", "abc 1"),
        ("...", ""),
    ],
)
def test_words_are_compared_without_form(text: str, words: str) -> None:
    assert " ".join(words_of(text)) == words


def test_a_voiced_letter_is_another_letter() -> None:
    assert folded("\u30ac\u30b9") != folded("\u30ab\u30b9")
    assert folded("M\u00fcnchen") == "munchen"
