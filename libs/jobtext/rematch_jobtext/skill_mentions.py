"""Where a text names skills: whole words, and short names (Go, R, C, Excel) only where they mean the skill."""

import itertools
import re
from dataclasses import dataclass

from rematch_jobtext.skills_table import Alias, Token, skill_table, tokenize

_JOINS = frozenset(" -/&\n\u2011\u2013")
_AFTER = re.compile(
    r"\s{0,2}(?:programming|language|lang\b|developers?\b|engineers?\b|scripting|codebase|experience|skills?\b|\d|certif|"
    r"(?:(?:is|are)\s)?(?:required|essential|needed|preferred|desirable|an?\s(?:plus|must|advantage)|part\sof))",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:(?:experience[d]?|confidence|practice|training|years|proficien\w+|knowledge|skill(?:s|ed)?|fluen\w+|background|expertise|programming|command|"
    r"familiar\w*|hands-on|confident|competent|grasp|understanding)\s(?:with|in|of|using)|written in|coding in|"
    r"built in|fluent|conversational)\s(?:(?:strong|good|modern|advanced|basic|written|spoken)\s)?$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s{0,2}(?:[,;/|·•+(]|\band\b|\bor\b|&|\n- )\s{0,2}(?:(?:and|or|&)\s)?", re.IGNORECASE)
_GLUE = frozenset("-&'\u2019@_")
_WINDOW = 60
_LONG_ENOUGH = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a text names a skill; `doubtful` until its context has been looked at."""

    skill: str
    start: int
    end: int
    doubtful: bool = False


def mentions(text: str) -> list[Mention]:
    """Every mention of a known skill, in the order of the text."""
    found = _candidates(text)
    settled = _settle(text, found)
    # Once more from the end: "Go, R and Python" is settled by its last name.
    settled = _settle(text, settled[::-1])[::-1]
    return [mention for mention in settled if not mention.doubtful]


def _candidates(text: str) -> list[Mention]:
    tokens = tokenize(text)
    by_first = skill_table().by_first_token
    found: list[Mention] = []
    position = 0
    while position < len(tokens):
        alias = _alias_at(text, tokens, position) if tokens[position].text in by_first else None
        if alias is None:
            position += 1
            continue
        last = tokens[position + len(alias.tokens) - 1]
        found.append(Mention(alias.skill, tokens[position].start, last.end, alias.written is not None))
        position += len(alias.tokens)
    return found


def _alias_at(text: str, tokens: list[Token], position: int) -> Alias | None:
    for alias in skill_table().by_first_token[tokens[position].text]:
        if _fits(text, tokens[position : position + len(alias.tokens)], alias):
            return alias
    return None


def _fits(text: str, tokens: list[Token], alias: Alias) -> bool:
    if tuple(token.text for token in tokens) != alias.tokens:
        return False
    if alias.written is not None:
        start, end = tokens[0].start, tokens[-1].end
        around = text[max(0, start - 1) : start] + text[end : end + 1]
        return text[start:end] == alias.written and not _GLUE.intersection(around)
    return all(
        _JOINS.issuperset(text[left.end : right.start]) and right.start - left.end <= 3
        for left, right in itertools.pairwise(tokens)
    )


def _settle(text: str, found: list[Mention]) -> list[Mention]:
    """Doubtful mentions become sure by the words around them, or beside a sure one in a list."""
    settled: list[Mention] = []
    for mention in found:
        sure = not mention.doubtful or _in_context(text, mention)
        if not sure and settled and (not settled[-1].doubtful or _two_words(settled[-1], mention)):
            sure = _beside(text, settled[-1], mention)
        settled.append(Mention(mention.skill, mention.start, mention.end, not sure))
    return settled


def _in_context(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - _WINDOW) : mention.start]
    return _AFTER.match(text, mention.end) is not None or _BEFORE.search(before) is not None


def _two_words(one: Mention, other: Mention) -> bool:
    """Two doubtful names side by side ("Word and Excel") are names when neither is a mere letter or two."""
    return min(one.end - one.start, other.end - other.start) >= _LONG_ENOUGH


def _beside(text: str, one: Mention, other: Mention) -> bool:
    left, right = (one, other) if one.start < other.start else (other, one)
    return _LISTED.fullmatch(text, left.end, right.start) is not None
