"""Messages say why, and whatever a title holds is text."""

import html
import re
from html.parser import HTMLParser

import pytest

from rematch_notify.adapters.texts import Texts
from rematch_notify.domain.harmless import href, line
from rematch_notify.ports.channel import Message
from tests.fakes.messages import HOSTILE, MESSAGE, alert, message
from tests.fakes.samples import job_id
from tests.fakes.tellings import item

TEXTS = Texts()
WAYS = ("mail_html", "mail_text", "telegram", "slack", "discord")


def written(way: str, told: Message, language: str = "en") -> str:
    if way == "slack":
        return "\n\n".join(TEXTS.slack(told, language, 2_900))
    if way.startswith("mail"):
        return str(getattr(TEXTS, way)(told, language))
    return str(getattr(TEXTS, way)(told, language, 4_096).text)


class Tags(HTMLParser):
    """What a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src") or name.startswith("on")]


@pytest.mark.parametrize("way", WAYS)
def test_a_message_says_why_and_what_can_be_done(way: str) -> None:
    told = item(
        job_id(1),
        title="Baker",
        company="Oven",
        location="Bern",
        url="https://jobs.example.org/1",
        score=71.4,
        grade="B",
        broader=True,
        strengths=("7 years of dough",),
        gaps=("no van",),
    )
    text = written(way, message(told, more=14))
    for words in ("Baker", "Oven", "Bern", "71 of 100", "grade B", "broader match", "7 years of dough", "no van"):
        assert words in text, words
    for words in ("Applied", "Not for me", "And 14 more", "nsubscribe", "https://jobs.example.org/1"):
        assert words in text, words
    assert "https://jobs.example.org/l/applied" in text
    assert "https://jobs.example.org/u/token" in text


@pytest.mark.parametrize("way", WAYS)
def test_who_hears_of_many_people_is_told_whose_match_it_is(way: str) -> None:
    told = item(job_id(1), candidate="c7")
    assert "for c7" in written(way, message(told, of_many=True))
    assert "for c7" not in written(way, message(told))


@pytest.mark.parametrize("way", WAYS)
def test_an_alert_says_what_and_how_bad_and_when_it_is_over(way: str) -> None:
    assert "critical" in (text := written(way, message(alert(subject="minilm"), kind="alert")))
    assert "It failed three times" in text
    assert "minilm" in text
    over = written(way, message(alert(resolved_at=message().at), kind="alert")).lower()
    assert "over" in over
    assert "critical" not in over


@pytest.mark.parametrize("way", ["mail_html", "telegram"])
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_make_no_tag_in_html(way: str, words: str) -> None:
    told = item(job_id(1), title=words[:500], company=words[:200], location=words[:900], strengths=(words[:900],))
    seen = Tags(written(way, message(told)))
    allowed = {"a", "b"} if way == "telegram" else {"html", "body", "h2", "p", "br", "strong", "ul", "li", "a", "hr"}
    assert seen.tags <= allowed | ({"small"} if way == "mail_html" else set())
    assert all(link.startswith("https://jobs.example.org/") for link in seen.links)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_call_nobody_and_link_nowhere_in_slack(words: str) -> None:
    text = written("slack", message(item(job_id(1), title=words[:500], gaps=(words[:900],))))
    assert all(link.startswith("https://jobs.example.org/") for link in re.findall("<([^>]*)>", text))
    plain = re.sub("<[^>]*>", "", text)
    assert not re.search(r"(?<!\u200b)[_~`](?!\u200b)", plain)
    assert plain.count("*") - plain.count("\u200b*\u200b") == 4, "only what the template marks is bold"


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_escaped_in_discord(words: str) -> None:
    text = TEXTS.discord(message(item(job_id(1), title=words[:500])), "en", 2_000).text
    title = text.split("\n")[0].removeprefix("**").removesuffix("**")
    assert not re.search(r"(?<!\\)[*_~`|>#\[\]()<@]", title)
    assert len(text) <= 2_000


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x/y"])
def test_an_address_that_is_no_web_address_is_no_link(way: str, address: str) -> None:
    told = item(job_id(1)).model_copy(update={"url": address})
    text = written(way, message(told))
    assert "See the posting" not in text
    assert address not in text


def test_an_address_can_not_end_where_it_does_not_end() -> None:
    assert href('https://x.org/a"onclick=1>|)(') == "https://x.org/a%22onclick=1%3E%7C%29%28"
    assert href("https://x.org/a b\r\nc") == "https://x.org/a%20b%0D%0Ac"
    assert href("https://x.org/?a=1&b=%20#c") == "https://x.org/?a=1&b=%20#c"
    assert href("https://x.org/" + "a" * 5_000) == ""
    assert href(None) == ""


def test_a_line_is_one_line_of_what_is_seen() -> None:
    assert line(" a\r\n\tb\x00c\u2028d ") == "a b c d"
    assert line("\u202eevil\u2066\u200b") == "evil"
    assert line("x" * 300, 10) == "x" * 9 + "…"
    assert line("नमस्ते 👩\u200d🔬") == "नमस्ते 👩\u200d🔬"


@pytest.mark.parametrize(("way", "longest"), [("telegram", 4_096), ("discord", 2_000)])
def test_what_does_not_fit_is_summed_up(way: str, longest: int) -> None:
    address = "https://x.org/" + "a" * 900
    many = [item(job_id(n), title="*" * 120, gaps=("*" * 120,), url=address, company="_" * 80) for n in range(20)]
    text, items = getattr(TEXTS, way)(message(*many), "en", longest)
    assert len(html.unescape(re.sub("<[^>]*>", "", text)) if way == "telegram" else text) <= longest
    shown = text.count("Not for me")
    assert 1 <= shown == items < 20
    assert f"And {20 - shown} more" in text


def test_every_section_of_slack_is_short_enough() -> None:
    address = "https://x.org/" + "&" * 200
    parts = TEXTS.slack(message(*(item(job_id(n), title="&" * 120, url=address) for n in range(8))), "en", 2_900)
    assert len(parts) == 9
    assert all(len(part) < 2_900 for part in parts)


def test_a_language_without_templates_is_told_in_english_and_a_path_is_no_language() -> None:
    assert written("mail_text", message(), "tlh") == written("mail_text", message())
    assert written("mail_text", message(), "../en") == written("mail_text", message())


def test_a_test_says_that_it_is_one() -> None:
    told = Message(MESSAGE, "demo", MESSAGE, message().at, "A test", (), kind="test")
    for way in WAYS:
        assert "how messages of this subscription arrive" in written(way, told)
