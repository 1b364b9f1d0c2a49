"""A hash of what an ad says, the same however a platform formats it."""

import hashlib
import re
import unicodedata

from rematch_jobtext.clean import clean_text
from rematch_jobtext.titles import title_core

# "+" and "#" belong to words here: an ad for C++ isn't the ad for C#.
_WORDS = re.compile(r"\w[\w+#]*")
_LENGTH = 32


def content_hash(title: str, company: str, location: str | None, description: str) -> str:
    """32 hex digits of SHA-256 over title, company, location and the words of the description.

    Case, whitespace, punctuation and markup don't count; a word more or less does.
    """
    parts = (title_core(title), clean_text(company), clean_text(location or ""), clean_text(description))
    folded = "\x1f".join(" ".join(_WORDS.findall(_fold(part))) for part in parts)
    return hashlib.sha256(folded.encode()).hexdigest()[:_LENGTH]


def _fold(text: str) -> str:
    # Lone surrogates can't be encoded, and mean nothing.
    return unicodedata.normalize("NFKC", text).casefold().encode("utf-8", "ignore").decode()
