"""Whether a text speaks to whoever, or whatever, judges it, rather than of a job or a person."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources

# Letters of other alphabets that look like Latin ones, and digits that stand for letters.
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0455\u0458\u04bb\u0501\u051b\u03bf\u03b1\u03b9\u03c1\u03bd\u0261\u0131\u0432\u043a\u043c\u043d\u0442",
    "aeopcxyisjhdqoaipvgibkmht",
)
_LEET = str.maketrans("013457@$", "oieastas")
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u180e\U000e0000-\U000e007f]")
_MANY_HIDDEN = 3
_SPREAD = re.compile(r"(?<![^\W_])(?:[^\W\d_][\W_]{1,2}){4,}[^\W\d_](?![^\W_])")
_BLOB = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_MOST = 20_000


def suspicious(texts: Iterable[str]) -> bool:
    """Whether any of them does."""
    return any(speaks_to_the_judge(text) for text in texts)


@lru_cache(maxsize=8_192)
def speaks_to_the_judge(text: str) -> bool:
    """The same sentences are asked of with each pair of an opening, and again whenever one is settled."""
    text = text[:_MOST]
    if len(_HIDDEN.findall(text)) >= _MANY_HIDDEN and _HIDDEN.sub("", text).isascii():
        return True
    return any(_rules().search(reading) is not None for reading in _readings(text))


@cache
def _rules() -> re.Pattern[str]:
    """Of suspicion.txt."""
    names: dict[str, str] = {}
    rules = []
    for line in (resources.files(__package__) / "suspicion.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        rule = re.sub(r"<([A-Z]+)>", lambda found: names[found[1]], line)
        if (named := re.match(r"([A-Z]+) = (.+)", rule)) is not None:
            names[named[1]] = named[2]
        else:
            rules.append(f"(?:{rule})")
    return re.compile("|".join(rules))


def _readings(text: str) -> Iterable[str]:
    """The text as it may be meant: letters that are hidden, look alike, stand apart or are written in another way."""
    tags = "".join(chr(ord(each) - 0xE0000) for each in text if 0xE0020 <= ord(each) < 0xE007F)
    plain = unicodedata.normalize("NFKC", _HIDDEN.sub("", text)).casefold()
    alike = plain.translate(_LOOKALIKES)
    yield plain
    if tags:
        yield tags
    if alike != plain:
        yield alike
    joined = _SPREAD.sub(lambda found: re.sub(r"[\W_]", "", found[0]), alike)
    if joined != alike:
        yield joined
    yield alike.translate(_LEET)
    yield from _decoded(text)


def _decoded(text: str) -> Iterable[str]:
    for blob in _BLOB.findall(text)[:20]:
        whole = blob.rstrip("=").replace("-", "+").replace("_", "/")
        try:
            found = base64.b64decode(whole + "=" * (-len(whole) % 4)).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            continue
        yield found.casefold()
