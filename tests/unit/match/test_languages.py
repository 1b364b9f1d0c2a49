"""How well a language is spoken and asked for."""

import pytest

from rematch_match.domain.languages import asked_tongues, is_fluency, spoken_tongues

GERMAN = ["german-language"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("- German C1/C2, negotiation is done in it", {"german-c1"}),
        ("sehr gutes Deutsch (mindestens C1)", {"german-c1"}),
        ("Deutsch ab B1", {"german-language"}),
        ("fluent Arabic AND English", {"arabic-c1"}),
        ("Dutch is nice to have", set()),
        ("English fluent; German not needed", set()),
        ("German A2 will do", set()),
        ("sound practice in German labour law", set()),
    ],
)
def test_what_an_ad_asks(text: str, asked: set[str]) -> None:
    assert asked_tongues(text) == asked


def test_a_beginner_lacks_the_language_of_the_place() -> None:
    spoken, lacked = spoken_tongues("Lives in Munich. German at A2, attends evening lessons.", GERMAN)
    assert not spoken & {"german-language", "german-c1"}
    assert lacked == {"german-language", "german-c1"}


def test_a_middling_speaker_lacks_only_fluency() -> None:
    spoken, lacked = spoken_tongues("German B2", [])
    assert "german-language" in spoken
    assert lacked == {"german-c1"}


def test_who_says_nothing_speaks_what_is_spoken_at_home_and_english() -> None:
    spoken, lacked = spoken_tongues("Barista", GERMAN)
    assert spoken == {"german-language", "german-c1", "english-language", "english-c1"}
    assert not lacked


def test_who_speaks_english_only_speaks_nothing_else() -> None:
    assert not spoken_tongues("English only", GERMAN)[0] & {"german-language", "german-c1"}


def test_the_best_of_several_levels_counts() -> None:
    assert "german-c1" in spoken_tongues("German-speaking markets. Native German.", [])[0]


def test_what_fluency_is_called() -> None:
    assert is_fluency("german-c1")
    assert not is_fluency("german-language")
