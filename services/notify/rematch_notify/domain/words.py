"""Words as people write them, compared whatever their case, accents and spaces."""

import re
import unicodedata

_GAP = re.compile(r"[^\w+#]+")


def plain(text: str) -> str:
    """Lower case, without accents, one space between words."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _GAP.sub(" ", bare.casefold()).strip()


def says(text: str, name: str) -> bool:
    """Whether the text has these words, one after the other, and whole: `York` is said by `New York`, not by
    `Yorkshire`."""
    wanted = plain(name)
    return bool(wanted) and f" {wanted} " in f" {plain(text)} "
