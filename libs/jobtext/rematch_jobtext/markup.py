"""HTML, or text that is half HTML, to plain text in one pass over the input.

Neither nh3 nor html.parser does it: rebuilding a tree from hostile nesting is quadratic (a thousand open <font>, then
a thousand <p>, is a million nodes), and a posting is whatever a stranger sends. No tree is needed to read text.
"""

import html
import re
from collections.abc import Iterator

_NEWLINE_TAG = re.compile(
    "address|article|aside|blockquote|body|br|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|html|"
    "main|nav|ol|p|pre|section|table|tbody|tfoot|thead|tr|ul"
)
_INLINE_TAG = re.compile(
    "abbr|acronym|[abiqsu]|bd[io]|big|button|center|cite|code|col|data|del|details|dfn|em|font|head|img|input|ins|kbd|"
    "label|li|link|mark|meta|samp|small|span|strike|strong|su[bp]|summary|t[dht]|time|var|wbr|.*[:-].*"
)
_DROPPED = ("iframe", "math", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title")
_CLOSE_DROPPED = {tag: re.compile(rf"</{tag}\b[^<>]*>?", re.IGNORECASE) for tag in _DROPPED}

# Possessive everywhere, and nothing crosses a "<": whatever the input, each character is looked at a few times.
_TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*+)(?P<attributes>(?:[^<>"']|"[^"<]*+"|'[^'<]*+'|["'])*+)>"""
    r"|<!--|<!\[CDATA\[|\]\]>|<[!?][^<>]*+>"
)
_BLOCK = re.compile(r"<(?:p|br|div|li|ul|ol|h[1-6]|table|tr|section|article)\b", re.IGNORECASE)
_CONTACT_LINK = re.compile(r"""\bhref\s*=\s*["']?\s*(mailto|tel|sms|callto):""", re.IGNORECASE)
_LINK_END = re.compile(r"</a\b[^<>]*>", re.IGNORECASE)
_LONGEST_LINK = 500
_ABSURD_ENTITY = re.compile(r"&#[0-9]{8,}+;?")  # int() refuses more than 4,300 digits
_ESCAPED_MARKUP = re.compile(r"&lt;/?(?:p|br|div|li|ul|ol|h[1-6]|strong|b|em|span)\b", re.IGNORECASE)


def plain_text(raw: str) -> str:
    """The text of HTML: block tags become newlines, list items "- " lines, entities characters; scripts are dropped."""
    if "<" not in raw and "&" not in raw:
        return raw
    if _ESCAPED_MARKUP.search(raw) and not _BLOCK.search(raw):
        raw = html.unescape(_ABSURD_ENTITY.sub(" ", raw))
    # Where blocks are marked up, a line break in the source means no more than a space.
    folds = _BLOCK.search(raw) is not None
    return "".join(_pieces(raw, folds))


def _pieces(raw: str, folds: bool) -> Iterator[str]:
    position = 0
    while (tag := _TAG.search(raw, position)) is not None:
        yield _words(raw[position : tag.start()], folds)
        replacement, position = _replace(raw, tag)
        yield replacement
    yield _words(raw[position:], folds)


def _words(text: str, folds: bool) -> str:
    if folds:
        text = text.replace("\r", " ").replace("\n", " ")
    if "&" in text:
        text = html.unescape(_ABSURD_ENTITY.sub(" ", text))
    return text


def _replace(raw: str, tag: re.Match[str]) -> tuple[str, int]:
    """What stands for the tag in the text, and where reading goes on."""
    name = (tag["name"] or "").lower()
    if not name:
        return _skip_declaration(raw, tag)
    if name in _CLOSE_DROPPED:
        return " ", tag.end() if tag["close"] else _end_of(_CLOSE_DROPPED[name], raw, tag.end())
    if not _NEWLINE_TAG.fullmatch(name) and not _INLINE_TAG.fullmatch(name):
        return tag[0], tag.end()  # List<String> is text, not markup
    if name == "a" and not tag["close"] and (link := _CONTACT_LINK.search(tag["attributes"])):
        return _contact(raw, tag, link[1].lower())
    return _spacing(name, bool(tag["close"])), tag.end()


def _spacing(name: str, closing: bool) -> str:
    if name == "li":
        return "" if closing else "\n- "
    if name in ("td", "th"):
        return " "
    return "\n" if _NEWLINE_TAG.fullmatch(name) else ""


def _skip_declaration(raw: str, tag: re.Match[str]) -> tuple[str, int]:
    if tag[0] != "<!--":
        return "", tag.end()
    end = raw.find("-->", tag.end())
    return "", len(raw) if end < 0 else end + 3


def _end_of(pattern: re.Pattern[str], raw: str, start: int) -> int:
    found = pattern.search(raw, start)
    return found.end() if found else len(raw)


def _contact(raw: str, tag: re.Match[str], scheme: str) -> tuple[str, int]:
    """A mailto: or tel: link goes with its text, which is often a person's name."""
    mask = "[email]" if scheme == "mailto" else "[phone]"
    end = _LINK_END.search(raw, tag.end(), tag.end() + _LONGEST_LINK)
    return mask, end.end() if end else tag.end()
