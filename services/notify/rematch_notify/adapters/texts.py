"""Messages as people read them: jinja2 templates, each escaped by the rules of where it is read.

A template's own words are markup; whatever it puts in is text, and stays text. A language is a folder of templates.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from rematch_notify.domain.harmless import href, line
from rematch_notify.domain.items import Item, MatchItem
from rematch_notify.ports.channel import Message, link_name

FOLDER = Path(__file__).parent.parent / "templates"
_USUAL = "en"
# No width, so that a mark is no markup: Slack has no way to escape one.
_NOTHING_SEEN = "\u200b"
_SLACK = re.compile(r"([*_~`])")
_DISCORD = re.compile(r"([\\*_~`|>#\[\]()<:@-])")


def for_html(text: str) -> str:
    return str(escape(text))


def for_slack(text: str) -> str:
    for bare, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(bare, escaped)
    return _SLACK.sub(rf"{_NOTHING_SEEN}\1{_NOTHING_SEEN}", text)


def for_discord(text: str) -> str:
    return _DISCORD.sub(r"\\\1", text)


def as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class _Style:
    """How a kind of reader marks things up. Without `escape` it is HTML, which jinja2 escapes by itself."""

    escape: Callable[[str], str] | None
    bold: tuple[str, str] = ("", "")
    link: str = "{words}: {url}"
    url: Callable[[str], str] = as_it_is


_MAIL_HTML = _Style(None)
_MAIL_TEXT = _Style(as_it_is)
_TELEGRAM = _Style(None, ("<b>", "</b>"), '<a href="{url}">{words}</a>', for_html)
_SLACK_STYLE = _Style(for_slack, ("*", "*"), "<{url}|{words}>", for_html)
_DISCORD_STYLE = _Style(for_discord, ("**", "**"), "[{words}](<{url}>)")


class Fitted(NamedTuple):
    """A text, and how many of the message's items it has room for."""

    text: str
    items: int


class Texts:
    """One way of writing for each kind of reader."""

    def __init__(self, folder: Path = FOLDER) -> None:
        styles = (_MAIL_HTML, _MAIL_TEXT, _TELEGRAM, _SLACK_STYLE, _DISCORD_STYLE)
        self._environments = {style: _environment(folder, style) for style in styles}

    def mail_html(self, message: Message, language: str) -> str:
        return self._written(_MAIL_HTML, "mail.html", message, language)

    def mail_text(self, message: Message, language: str) -> str:
        return self._written(_MAIL_TEXT, "mail.txt", message, language)

    def telegram(self, message: Message, language: str, longest: int) -> Fitted:
        """HTML as Telegram takes it, of so many characters that are seen."""
        write = partial(self._written, _TELEGRAM, "chat", language=language)
        return _fitting(write, message, lambda text: len(Markup(text).striptags()) <= longest)

    def discord(self, message: Message, language: str, longest: int) -> Fitted:
        write = partial(self._written, _DISCORD_STYLE, "chat", language=language)
        return _fitting(write, message, lambda text: len(text) <= longest)

    def slack(self, message: Message, language: str, longest: int) -> list[str]:
        """The message's sections: an empty line sets them apart."""
        text = self._written(_SLACK_STYLE, "chat", message, language)
        return [part.strip()[:longest] for part in text.split("\n\n") if part.strip()]

    def _written(self, style: _Style, name: str, message: Message, language: str) -> str:
        names = [f"{language}/{name}.j2", f"{_USUAL}/{name}.j2"]
        template = self._environments[style].select_template(names if language.isalpha() else names[1:])
        link = partial(_link, message)
        return template.render(message=message, link=link, unsubscribe=message.links.get("unsubscribe", "")).strip()


def _environment(folder: Path, style: _Style) -> Environment:
    def written(value: Any) -> Any:
        return value if isinstance(value, Markup) or style.escape is None else style.escape(str(value))

    def to(address: object, words: str) -> Markup:
        return Markup(style.link.format(url=style.url(href(address)), words=words))

    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=style.escape is None,
        finalize=written,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(bold=Markup(style.bold[0]), plain=Markup(style.bold[1]))
    environment.filters.update(line=line, href=href, to=to)
    return environment


def _link(message: Message, deed: str, item: Item) -> str:
    return message.links.get(link_name(deed, item.match_id), "") if isinstance(item, MatchItem) else ""


def _fitting(write: Callable[[Message], str], message: Message, fits: Callable[[str], bool]) -> Fitted:
    """With fewer of its items, when all of them are too long: the last ones become some of "and so many more". What
    is left at last has no addresses of strangers, which are all that can be long."""
    for shorter in _shorter(message):
        text = write(shorter)
        if fits(text):
            break
    return Fitted(text, len(shorter.items))


def _shorter(message: Message) -> Iterator[Message]:
    yield message
    for kept in range(len(message.items) - 1, 0, -1):
        yield replace(message, items=message.items[:kept], more=message.more + len(message.items) - kept)
    if message.items:
        first = message.items[0]
        bare = first.model_copy(update={"url": None}) if isinstance(first, MatchItem) else first
        yield replace(message, items=(bare,), more=message.more + len(message.items) - 1)
