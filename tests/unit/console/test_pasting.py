"""What somebody pastes, as the posting that it may be."""

import pytest

from rematch_console.domain.pasting import UNNAMED, looks_like_cv, posting_of
from rematch_console.domain.trying import Part, Tried, why_words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Baker at Oven & Sons, Porto\n\nBake.", ("Baker", "Oven & Sons", "Porto", "Bake.")),
        ("Baker - Oven & Sons - Porto\nBake.", ("Baker", "Oven & Sons", "Porto", "Bake.")),
        ("Baker \u2014 Oven\nBake.", ("Baker", "Oven", None, "Bake.")),
        ("Baker\nCompany: Oven\nLocation: Porto\nBake.", ("Baker", "Oven", "Porto", "Bake.")),
        ("Title: Baker\nEmployer: Oven\nBake.", ("Baker", "Oven", None, "Bake.")),
        ("Baker\nBake.", ("Baker", UNNAMED, None, "Bake.")),
        ("Baker", ("Baker", UNNAMED, None, "Baker")),
        ("<p>Bake bread</p>", ("Untitled", UNNAMED, None, "<p>Bake bread</p>")),
        ("x" * 10_000, ("Untitled", UNNAMED, None, "x" * 10_000)),
        ('{"title": "Baker", "company": "Oven", "description": "Bake."}', ("Baker", "Oven", None, "Bake.")),
        ('{"title": "broken', ('{"title": "broken', UNNAMED, None, '{"title": "broken')),
    ],
)
def test_a_posting_is_read_from_its_first_lines(text: str, told: tuple[str | None, ...]) -> None:
    found = posting_of(text, {})
    assert tuple(found.get(name) for name in ("title", "company", "location", "description")) == told


def test_what_is_given_goes_before_what_the_text_says() -> None:
    assert posting_of("Baker at Oven\nBake.", {"title": "Cook", "company": " "})["title"] == "Cook"
    assert posting_of("Baker at Oven\nBake.", {"title": "", "company": " "})["company"] == "Oven"
    assert posting_of('{"title": "Baker"}', {"company": "Oven"}) == {"title": "Baker", "company": "Oven"}


def test_a_cv_speaks_of_me_and_a_posting_of_you() -> None:
    assert looks_like_cv("Curriculum vitae\nMy experience: I am a baker.")
    assert not looks_like_cv("You bake with our team. Requirements: experience. Apply now.")


def tried(**parts: Part) -> Tried:
    return Tried("posting", parts, 0.2)


def test_one_sentence_says_what_would_happen() -> None:
    match = Part("match", {"count": 3})
    assert tried(dedup=Part("dedup", {"outcome": "new_opening"}), match=match).verdict() == (
        "It would begin a new opening and would have 3 matching candidates."
    )
    refused = Part("ingest", {"accepted": False, "reason": "title is missing"})
    assert tried(ingest=refused, match=match).verdict() == "It would be refused: title is missing"
    away = tried(dedup=Part("dedup", why_not="away"), match=Part("match", why_not="away")).verdict()
    assert "could not be looked for" in away
    assert (
        Tried("cv", {"match": Part("match", {"count": 1})}, 0).verdict() == "This person would have 1 matching opening."
    )


def test_the_reasons_of_dedup_in_words() -> None:
    why = {"stage": "text", "evidence": {"agree": ["company", "city"], "doubts": ["pay"]}}
    assert why_words(why) == ["most of the text is the same", "company, city agree", "in doubt: pay"]
    assert why_words({"stage": "none", "evidence": {"ambiguous": 2}}) == [
        "2 known openings fit equally well: better two openings than a wrong one"
    ]
    assert why_words(None) == ()
