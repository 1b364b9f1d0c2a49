"""What a model wrote, whatever it was asked: no leak of the prompt, and lines of plain words."""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, NoReturn

from rematch_jobtext import mask_contacts, words_of
from rematch_jobtext.skills_table import skill_table
from rematch_match.domain.verdicts.outermost import Unreadable, outermost_object
from rematch_match.domain.verdicts.reasons import LONGEST

_RUN = 6
"""So many words of the prompt one behind another are no chance."""
_MARKUP = re.compile(r"</?[a-z!][^>]*>|!?\[[^\]]*\]\([^)]*\)|```|^#{1,6}\s|^\|", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:https?|ftp|file|data|javascript|mailto|tel):|\bwww\.", re.IGNORECASE)
_DOMAIN = re.compile(r"\b[\w-]+\.(?:com|net|org|io|ru|cn|dev|app|co)\b(?!\w)", re.IGNORECASE)
# What a sentence puts around a name, and what it may hang on one: "ASP.NET-based", "Gong.io's".
_AROUND, _ENDING = ".,;:!?()[]{}\"'\u2018\u2019\u201c\u201d*_`~", re.compile(r"(?:-[a-z]+|['\u2019]s)$", re.IGNORECASE)
_LISTED = re.compile(r"[/,;|]")
_EMPHASIS = re.compile(r"[*_`~]+(?=\S)|(?<=\S)[*_`~]+")


class BadReply(ValueError):
    """A reply that is not believed. `complaint` is a code for metrics, the text a sentence for the repair."""

    def __init__(self, complaint: str, sentence: str) -> None:
        super().__init__(sentence)
        self.complaint = complaint


def whole_object(text: str, system: str, canary: str) -> dict[str, Any]:
    """The one object of a reply to this prompt. Raises BadReply."""
    try:
        found = outermost_object(text)
    except Unreadable as unreadable:
        raise BadReply("no_json", f"{unreadable}.") from None
    # As it is written and as it reads: what is escaped in JSON is quoted all the same.
    _no_leak(f"{text}\n{json.dumps(found, ensure_ascii=False)}", system, canary)
    return found


def plain_line(told: str, name: str = "reason") -> str:
    """One line of bounded length, cleaned. Raises BadReply under this name."""
    seen = "".join(" " if each.isspace() else each for each in unicodedata.normalize("NFKC", told))
    seen = "".join(each for each in seen if not unicodedata.category(each).startswith("C"))
    if _MARKUP.search(seen) or has_link(seen):
        raise BadReply(name, f"the {name} has to be plain words without links or markup.")
    line = " ".join(_EMPHASIS.sub("", seen).split())
    if mask_contacts(line) != line:
        raise BadReply(name, f"the {name} must not have addresses or numbers of anybody.")
    if not line or len(line) > LONGEST:
        raise BadReply(name, f"the {name} has to be one sentence of at most {LONGEST} characters.")
    return line


def has_link(text: str) -> bool:
    """Skills that are called like an address, such as ASP.NET, are none."""
    if _ADDRESS.search(text):
        return True
    return any(_DOMAIN.search(word) and not _names_skills(word) for word in text.split())


def _names_skills(word: str) -> bool:
    """Whether it is nothing but names of known skills, "ASP.NET/C#": the rest of an address is none."""
    names = (_ENDING.sub("", part.lstrip(_AROUND[1:]).rstrip(_AROUND)) for part in _LISTED.split(word.strip(",;")))
    return all((name.casefold(),) in skill_table().by_tokens for name in names)


def _no_leak(text: str, system: str, canary: str) -> None:
    """The whole reply, with what stands around the object: also a canary that is spelt in another way."""
    letters = _letters(text)
    if _letters(canary) in letters or _letters(canary) in letters[::-1]:
        _leaks()
    ours = set(_runs(words_of(system)))
    if any(run in ours for run in _runs(words_of(text))):
        _leaks()


def _leaks() -> NoReturn:
    raise BadReply("leak", "the reply repeats what you were told.")


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))


def _letters(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())
