import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_jobtext.clean import clean_text

MIB = 1 << 20

CASES = [
    ("", ""),
    ("  plain   text  ", "plain text"),
    ("<p>One</p><p>Two</p>", "One\n\nTwo"),
    ("One<br>Two<br/>Three", "One\nTwo\nThree"),
    ("<ul><li>a</li><li><b>b</b> c</li></ul>", "- a\n- b c"),
    ("<ul><li><p>a</p></li>\n<li>b</li></ul>", "- a\n\n- b"),
    ("<p>a\n   b</p>", "a b"),
    ("line\none\n\n\n\n<b>two</b>", "line\none\n\ntwo"),
    ("• one\n•two\n* three\n- four", "- one\n- two\n- three\n- four"),
    ("R&amp;D &gt; 5&nbsp;years &eacute;", "R&D > 5 years é"),
    ("a<script>alert('<p>')</script>b<style>p{}</style>c", "a b c"),
    ("<!-- hidden -->seen", "seen"),
    ("&lt;p&gt;twice&lt;/p&gt;&lt;p&gt;escaped&lt;/p&gt;", "twice\n\nescaped"),
    ("List<String> and Map<K,V>", "List<String> and Map<K,V>"),
    ("less < 3 and > 2", "less < 3 and > 2"),
    ('<a title="a > b" href="/x">link</a>', "link"),
    ("zero\u200bwidth \u202ebidi\u202c \x07bell", "zerowidth bidi bell"),
    ("cafe\u0301", "caf\u00e9"),
    ("<scr\u200bipt>x</scr\u200bipt>y", "y"),
    ("&#99999999999999999999;x", "x"),
    ("<o:p></o:p>Word", "Word"),
    ("<td>a</td><td>b</td>", "a b"),
]

CONTACTS = [
    ("Write to jobs.team@firm.example now", "Write to [email] now"),
    ("mailto:hr@firm.example?subject=x", "[email]"),
    ("hr (at) firm (dot) example", "[email]"),
    ('<a href="mailto:hr@firm.example">Our manager</a>!', "[email]!"),
    ('<a href="tel:+15550100">ring</a>', "[phone]"),
    ("Call 555-123-4567 or (212) 555 0199", "Call [phone] or [phone]"),
    ("+44 20 7946 0958", "[phone]"),
    ("020 7946 0958", "[phone]"),
    ("tel: 5551234567", "[phone]"),
]

NOT_CONTACTS = [
    "100,000 - 120,000",
    "45000-60000 EUR",
    "$85000-95000",
    "60 000 - 80 000 EUR",
    "120.000 140.000",
    "2019-2024",
    "2024-05-01",
    "01.02.2024 10 h",
    "REQ-2024-000123",
    "ref 5551234567",
    "Job #1234567890",
    "10.0.0.1 to 192.168.0.100",
    "24/7/365",
    "ICD-10 99213-99215",
    "Phone skills: 60-70 calls",
    "@home with @team",
]

HOSTILE = {
    "angles": "<" * MIB,
    "nested": "<div>" * (MIB // 5),
    "open fonts": "<font color=1>" * (MIB // 28) + "<p>" * (MIB // 6),
    "scripts": "<script>" * (MIB // 8),
    "comments": "<!--" * (MIB // 4),
    "escapes of escapes": "&" + "amp;" * (MIB // 4),
    "entity digits": "&#" + "1" * MIB,
    "endless tag": "<a " + "href=" * (MIB // 5),
    "quotes": "<a '" + 'x"' * (MIB // 2),
    "digits": "1" * MIB,
    "spaced digits": "1 " * (MIB // 2),
    "at signs": "a@" * (MIB // 2),
    "dots": "a." * (MIB // 2),
    "combining marks": "\u0327\u0301" * (MIB // 2),
    "bullets": "- " * (MIB // 2),
    "mail links": '<a href="mailto:x">' * (MIB // 19),
}


@pytest.mark.parametrize(("raw", "clean"), CASES + CONTACTS)
def test_what_a_platform_sends_becomes_plain_text(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize("text", NOT_CONTACTS)
def test_what_is_no_contact_stays(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_cleaned_in_time(name: str) -> None:
    started = time.process_time()
    clean = clean_text(HOSTILE[name])
    assert time.process_time() - started < 1.0
    assert len(clean) <= 20_000


def test_the_cut_is_at_the_end_of_a_word() -> None:
    assert clean_text("word " * 10, 12) == "word word"


# Markup, what may become markup, and what may become contact data, to be put together at random.
PIECES = st.one_of(
    st.sampled_from(
        ["<", ">", "<p>", "</li><li>", "&amp;", "&lt;", "&#60;", "amp;", "<a href='tel:1'>", "</a>", "<script>"]
    ),
    st.sampled_from(["a@b.co", "+1 555 123 4567", "(", "tel", "mailto:", "0", "12", "•", "- ", "\n", "\r", " ", "'"]),
    st.sampled_from(["\u0301", "\u200b", "\u202e", "\ud800"]),
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)), st.integers(1, 60))
def test_clean_text_is_bounded_and_cleaning_it_again_changes_nothing(raw: str, limit: int) -> None:
    clean = clean_text(raw, limit)
    assert len(clean) <= limit
    assert clean_text(clean, limit) == clean
    clean.encode("utf-8")
