"""A short piece of text on one line, whatever a stranger put into the field."""

import re
import unicodedata
from collections.abc import Sequence

from rematch_jobtext.markup import plain_text

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_QUOTES = str.maketrans("\u2018\u2019\u02bc\u00b4`", "'''''")
_COMPARED = re.compile(r"[^\W_]+(?:\+\+|#)?")
_KEPT = "abcdefghijklmnopqrstuvwxyz0123456789\n"
_APART = bytes(ord(low if (low := chr(code).lower()) in _KEPT else " ") for code in range(256))
# Kana, Han, and nothing of Korean, which has spaces.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MANY_MARKS = re.compile("(?<=[\u0300-\u036f]{8})[\u0300-\u036f]+")  # sorting a long run of them is quadratic
_VOICED = frozenset("\u3099\u309a")  # these make another letter in Japanese
_FOLDED = re.compile(r"[\W_]+")


def line(text: str, limit: int) -> str:
    """At most `limit` characters on one line: markup, invisible characters and typographic variants are gone.

    What lies far behind the limit is never looked at, so a megabyte costs what a line costs.
    """
    text = text[: 2 * limit + 200]
    if text.isascii() and text.isprintable() and "<" not in text and "&" not in text:
        return " ".join(text.split())[:limit].rstrip()
    text = _INVISIBLE.sub("", plain_text(text))
    # Cut before normalising: sorting long runs of combining marks is quadratic.
    text = unicodedata.normalize("NFKC", text[: 2 * limit])
    text = _DASHES.sub("-", text).translate(_QUOTES)
    return " ".join(text.split())[:limit].rstrip()


def block(text: str, limit: int) -> str:
    """Like `line` for a longer text: line breaks stay, spaces that aren't plain become plain."""
    text = text[:limit]
    if text.isascii():
        return text
    text = _DASHES.sub("-", _INVISIBLE.sub("", text)).translate(_QUOTES)
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")


def folded(text: str) -> str:
    """Words in lower case without accents or punctuation: the form in which names are compared."""
    if text.isascii():
        return " ".join(_apart(text).split())
    return _FOLDED.sub(" ", _without_accents(text).casefold()).strip()


def words_of(text: str) -> list[str]:
    """The words of a text as texts are compared: lower case, no accents, no punctuation.

    "c++" and "c#" stay apart from "c"; where no space parts the words (Chinese, Japanese) a character is a word.
    """
    if _is_simple(text):
        return _apart(text).split()
    words = _without_accents(_INVISIBLE.sub("", text)).casefold()
    return _COMPARED.findall(words if words.isascii() else _UNSPACED.sub(r" \g<0> ", words))


def lines_of(parts: Sequence[str]) -> list[list[str]]:
    """`words_of` each of these, none of which has a line break."""
    together = "\n".join(parts)
    if _is_simple(together):
        return [part.split() for part in _apart(together).split("\n")]
    if not together.isascii():
        return [words_of(part) for part in parts]
    return [_COMPARED.findall(part) for part in _INVISIBLE.sub("", together).casefold().split("\n")]


def _is_simple(text: str) -> bool:
    """Whether the words are what is left when all else is a space, which is several times quicker than a search."""
    return text.isascii() and text.replace("\n", " ").isprintable() and "++" not in text and "#" not in text


def _apart(text: str) -> str:
    """ASCII in lower case, all but letters, digits and line breaks made spaces."""
    return text.encode("ascii").translate(_APART).decode("ascii")


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", _MANY_MARKS.sub("", text.replace("\u00df", "ss")))
    bare = (each for each in decomposed if not unicodedata.combining(each) or each in _VOICED)
    return unicodedata.normalize("NFC", "".join(bare))
