"""What is said of a match: its last word, in ids, numbers and the posting's own words."""

from rematch_notify.domain.matches import line, newest
from tests.fakes.samples import found, updated, withdrawn

PERSONAL = {"headline", "summary", "name", "email", "phone", "location"}


def test_only_the_last_word_about_a_pair_is_worth_telling() -> None:
    others = found(name="c-2")
    assert newest([found(), others, updated(), withdrawn()]) == [withdrawn(), others]
    assert newest([withdrawn(), found()]) == [withdrawn()]
    assert newest([]) == []


def test_the_same_version_twice_is_told_once() -> None:
    assert newest([found(), found()]) == [found()]


def test_a_line_has_what_a_person_needs_to_see_and_nothing_personal() -> None:
    match = found()
    said = line(match)
    assert said["score"] == match.score
    assert said["grade"] == match.grade
    assert said["job"] == match.job.title
    assert said["why"] == match.explanation.summary
    assert not PERSONAL & said.keys()


def test_a_withdrawal_says_why() -> None:
    said = line(withdrawn())
    assert said["withdrawn"] == "below_threshold"
    assert "score" not in said
