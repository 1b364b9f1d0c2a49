"""Where an ad says its company's name: "Kettleby Heating & Plumbing" asks nobody to be a plumber."""

import re
from functools import lru_cache

from rematch_jobtext.company import normal_company
from rematch_jobtext.skill_mentions import mentions

_LONGEST = 300
_SMALL = frozenset(("a", "an", "and", "at", "der", "die", "für", "for", "in", "of", "the", "und"))
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def own_names(text: str, company: str) -> list[tuple[int, int]]:
    """From where to where. A name is written with capitals: "heating & plumbing" are trades, whatever the firm's name.

    Without its legal form a name is looked for only where more is left of it than trades and tools: "Python" in an ad
    of Python Ltd is the language.
    """
    found = (match for name in _spellings(company[:_LONGEST]) for match in name.finditer(text))
    return [match.span() for match in found if _capital(match[0])]


@lru_cache(maxsize=4_096)
def _spellings(company: str) -> tuple[re.Pattern[str], ...]:
    """None where the name holds no skill at all, and of nearly all that is so."""
    name = _ARTICLE.sub("", company.strip())
    if not mentions(name):
        return ()
    bare = _without_form(name)
    kept = [name] if bare == name else [name, bare]
    return tuple(_pattern(one) for one in kept if one != bare or _tells_apart(bare))


def _without_form(name: str) -> str:
    """As it is written, up to where its legal form begins."""
    words = list(_WORD.finditer(name))
    same = [name[: word.end()] for word in words if normal_company(name[: word.end()]) == normal_company(name)]
    return same[0] if same else name


def _tells_apart(name: str) -> bool:
    """Whether a word of it is no skill's."""
    skills = [(mention.start, mention.end) for mention in mentions(name)]
    words = (word for word in _WORD.finditer(name) if word[0].casefold() not in _SMALL)
    return any(not any(start <= word.start() < end for start, end in skills) for word in words)


def _pattern(name: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _capital(written: str) -> bool:
    return not any(word[0].islower() for word in _WORD.findall(written) if word.casefold() not in _SMALL)
