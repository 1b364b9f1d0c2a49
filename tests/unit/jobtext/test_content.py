import re

from hypothesis import given
from hypothesis import strategies as st

from rematch_jobtext.content import content_hash

PLAIN = "We build ships.\n\nYou bring:\n- C++ and Linux\n- patience & care\n"
HTML = (
    "<div><p>We  build <b>ships</b>.</p><h3>You bring</h3>"
    "<ul><li>C++ and Linux</li><li>patience &amp; care</li></ul></div>"
)
HASH = content_hash("Welder", "Firm & Sons", "Cork, Ireland", PLAIN)


def test_the_same_ad_formatted_differently_has_the_same_hash() -> None:
    assert content_hash("WELDER (m/f/d)", "firm & sons", "Cork Ireland", HTML) == HASH


def test_what_matters_changes_the_hash() -> None:
    others = [
        content_hash("Senior Welder", "Firm & Sons", "Cork, Ireland", PLAIN),
        content_hash("Welder", "Other Firm", "Cork, Ireland", PLAIN),
        content_hash("Welder", "Firm & Sons", "Dublin, Ireland", PLAIN),
        content_hash("Welder", "Firm & Sons", None, PLAIN),
        content_hash("Welder", "Firm & Sons", "Cork, Ireland", PLAIN.replace("C++", "C#")),
        content_hash("Welder", "Firm & Sons", "Cork, Ireland", PLAIN + "More"),
    ]
    assert len({HASH, *others}) == len(others) + 1


def test_no_location_and_an_empty_one_are_the_same() -> None:
    assert content_hash("a", "b", None, "c") == content_hash("a", "b", "", "c")


def test_words_dont_wander_between_fields() -> None:
    assert content_hash("a", "b c", None, "d") != content_hash("a b", "c", None, "d")


@given(st.text(), st.text(), st.none() | st.text(), st.text())
def test_any_ad_has_a_hash(title: str, company: str, location: str | None, description: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", content_hash(title, company, location, description))
