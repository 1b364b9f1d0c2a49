"""Whatever a platform sends as a description, to readable plain text without contact data."""

import re
import unicodedata

from rematch_jobtext.contacts import mask_contacts
from rematch_jobtext.markup import plain_text

_ROUNDS = 4
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{16,}+")
_SPACES = re.compile(r"[^\S\n]+")
# With its line break rather than "^": what a pattern begins with is found quickly, whether it may begin is not.
_BULLETS = re.compile(r"\n(?:(?:[•▪◦‣●○■□➢➤✓✔·∙]|\*(?= )|[-\u2013\u2014](?= )) ?)+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_BROKEN_BULLET = re.compile(r"^-\n+(?=[^-\n])", re.MULTILINE)
_EMPTY_BULLET = re.compile(r"^-$\n?", re.MULTILINE)


def clean_text(raw: str, limit: int = 20_000) -> str:
    """Readable plain text of at most `limit` characters from HTML or text, with e-mails and phone numbers masked.

    Cleaning what is clean changes nothing, and the time grows with the length of the input only, whatever it holds.
    """
    text = _unwrap(raw)
    for _ in range(_ROUNDS):
        tidied = _cut(mask_contacts(_tidy(_cut(text, 2 * limit))), limit)
        if tidied == text:
            break
        text = tidied
    return text


def _unwrap(text: str) -> str:
    """Markup may hide markup (escaped twice, split by invisible characters): unwrapped until nothing changes."""
    for _ in range(_ROUNDS):
        unwrapped = _visible(plain_text(text))
        if unwrapped == text:
            return text
        text = unwrapped
        if "<" not in text and "&" not in text:
            return text
    if _visible(plain_text(text)) == text:
        return text
    return text.replace("<", " ").replace("&", " ")


def _visible(text: str) -> str:
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    if unicodedata.is_normalized("NFC", text):
        return text
    # Normalising sorts runs of combining marks by insertion: long runs are thinned first.
    return unicodedata.normalize("NFC", _MARKS.sub(_without_marks, text))


def _without_marks(run: re.Match[str]) -> str:
    return "".join(character for character in run[0] if not unicodedata.combining(character))


def _tidy(text: str) -> str:
    """Each step only where there is something to do: to see that there isn't is many times quicker."""
    if "  " in text or not text.replace("\n", "").isprintable():
        text = _SPACES.sub(" ", text)
    text = text.replace(" \n", "\n").replace("\n ", "\n").strip()
    text = _BULLETS.sub("\n- ", f"\n{text}")[1:].replace("- \n", "-\n")
    if "-\n" in text or text.endswith("-"):
        text = _EMPTY_BULLET.sub("", _BROKEN_BULLET.sub("- ", text))
    if "\n\n\n" in text:
        text = _EMPTY_LINES.sub("\n\n", text)
    return text.strip()


def _cut(text: str, limit: int) -> str:
    """At most `limit` characters, at the end of a word where there is one."""
    if len(text) <= limit:
        return text
    space = max(text.rfind(" ", 0, limit + 1), text.rfind("\n", 0, limit + 1))
    return text[: space if space > limit // 2 else limit].rstrip()
