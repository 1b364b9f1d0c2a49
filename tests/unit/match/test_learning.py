"""What a person could learn, and how people alike have fared."""

from rematch_match.domain.learning import Success, past_successes, to_learn

HAS = frozenset({"python", "sql"})


def test_what_most_of_the_next_matches_ask_for_comes_first() -> None:
    required = [frozenset({"python", "kubernetes"})] * 14 + [frozenset({"go"})] * 4 + [frozenset({"perl"})] * 2
    first, second = to_learn(HAS, required)
    assert first.text == "Add Kubernetes: 14 of your next 20 matches ask for it"
    assert (second.skill, second.asking, second.of) == ("go", 4, 20), "two of twenty are no reason to learn"


def test_nobody_is_told_to_learn_what_one_opening_asks_for_or_what_they_know() -> None:
    assert to_learn(HAS, [frozenset({"go"}), HAS, HAS]) == []
    assert to_learn(HAS, []) == []


def test_only_people_and_openings_alike_count() -> None:
    asked = frozenset({"python", "go"})
    other = frozenset({"cooking"})
    known = [
        Success("hired", HAS, asked, None),
        Success("hired", HAS, other, "data-engineer"),
        Success("interviewed", HAS, asked, None),
        Success("offered", other, asked, "data-engineer"),
        Success("hired", HAS, other, "chef"),
    ]
    assert past_successes(HAS, asked, "data-engineer", known) == [
        "2 people with similar skills were hired for similar openings",
        "1 person with similar skills was interviewed for a similar opening",
    ]
    assert past_successes(frozenset(), asked, None, known) == []
