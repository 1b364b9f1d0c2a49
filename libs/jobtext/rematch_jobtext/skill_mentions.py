"""Where a text names skills: whole words, and names with several meanings (Go, R, Excel) only where they mean it."""

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from rematch_jobtext.skill_context import Rule, in_context, is_employer, is_named, is_other
from rematch_jobtext.skill_rules import rule_of, rule_of_skill
from rematch_jobtext.skill_typos import corrected
from rematch_jobtext.skills_table import Alias, Node, Skill, Tokens, skill_table, tokens_of

_JOINS = frozenset((" ", "-", "/", "&", " & ", " / ", "' ", "\u2019 ", "\u2011", "\u2013", " - ", ""))
_LISTED = re.compile(
    r"\)?\s{0,2}(?:[,;/|·•+(]|\band\b|\bor\b|\bwith\b|&|\n- )\s{0,2}(?:(?:and|or|&)\s)?", re.IGNORECASE
)
_GLUED = re.compile(r"[&'\u2019@_#]|-(?!based\b|like\b|specific\b|related\b|driven\b|certified\b)")
_GLUED_BEFORE = frozenset("-&'\u2019@_#$")
_ITEM_BEFORE = re.compile(r"(?:[,;/|(:]|\band|\bor|&|(?:^|\n)-?)[ ]?$")
_ITEM_AFTER = re.compile(r"[ ]?(?:[,;/|):\n]|\.(?:\s|$)|$|(?:and|or|&)\s)")
_BEGINS = re.compile(r"(?:- |[A-Za-z0-9)+#][.;:] |\n\n?)$")
_ALONE = re.compile(r"[ ]?(?:\([^()\n]{0,40}\))?[ ]?(?:[.,;]?(?:\n|$)|[.;] )")
# Those that one works with are other people: "you work closely with product managers".
_COLLEAGUES = re.compile(r"(?:er|or|ist|yst|ect|ant|ian|nurse|lawyer|attorney)s$", re.IGNORECASE)
_PLURAL = "sS\u017f"
_WITH = re.compile(
    r"\b(?:collaborat\w+|work\w*|partner\w*|liais\w+|closely|interact\w*|alongside|together|report to|"
    r"support(?:ing)?|assist(?:ing)?)"
    r"(?: \w+)?(?: with)? (?:(?:the|our|other|\w+,?|and) ){0,4}$",
    re.IGNORECASE,
)
_LONG_ENOUGH = 4
_LONGEST_LEAD = 60
_ENOUGH = 30  # mentions of one skill: an ad has fewer, and more would say nothing new
_TECHNICAL = frozenset(("software", "data", "cloud", "security", "design", "office", "engineering", "marketing"))


class Mention(NamedTuple):
    """One place where a text names a skill; `doubtful` until its context has been looked at."""

    skill: str
    start: int
    end: int
    alias: Alias
    doubtful: bool = False


def mentions(text: str) -> list[Mention]:
    """Every mention of a known skill, in the order of the text."""
    found = [_looked_at(text, mention) for mention in _candidates(text)]
    settled = _settle(text, found)
    # Once more from the end: "Go, R and Python" is settled by its last name.
    settled = _settle(text, settled[::-1])[::-1]
    return [mention for mention in settled if not mention.doubtful and not _ruled_out(text, mention)]


def _candidates(text: str) -> list[Mention]:
    tokens = tokens_of(text)
    known = skill_table().words
    words = [word if word in known else corrected(word) or "" for word in tokens.words]
    found: list[Mention] = []
    seen: Counter[str] = Counter()
    free = 0
    for position in _beginnings(words):
        mention = _mention_at(text, tokens, words, position) if position >= free else None
        if mention is None:
            continue
        if seen[mention.skill] < _ENOUGH:
            found.append(mention)
            seen[mention.skill] += 1
        free = position + len(mention.alias.tokens)
    return found


def _beginnings(words: list[str]) -> list[int]:
    """Where an alias may begin: most words that begin a longer one are followed by something else."""
    first = skill_table().tree.following
    return [
        position
        for position, (word, following) in enumerate(pairwise((*words, "")))
        if word in first and (first[word].aliases or following in first[word].following)
    ]


def _mention_at(text: str, tokens: Tokens, words: list[str], position: int) -> Mention | None:
    """The longest alias that begins at a token and is written as it has to be."""
    found: Mention | None = None
    node: Node | None = skill_table().tree
    start = tokens.starts[position]
    for place in range(position, len(words)):
        node = node.following.get(words[place]) if node is not None else None
        if node is None or (place > position and not _joined(text, tokens.ends[place - 1], tokens.starts[place])):
            break
        for alias in node.aliases:
            if alias.written is None or _fits(text, start, tokens.ends[place], place > position, alias):
                found = Mention(alias.skill, start, tokens.ends[place], alias, alias.mark in ("^", "~"))
                break
    return found


def _fits(text: str, start: int, end: int, several: bool, alias: Alias) -> bool:
    written = alias.written or ""
    if several:
        return text[start:end] in (written, written.replace(" ", "-"))
    if start > 0 and text[start - 1] in _GLUED_BEFORE:
        return False
    same = text[start:end] == written
    if alias.mark == "=":
        return same
    return _GLUED.match(text, end) is None and (same or _is_item(text, start, end))


def _joined(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    return gap in _JOINS or (gap == "\n" and text[start].islower())


def _is_item(text: str, start: int, end: int) -> bool:
    """One item of a list, all by itself: there "go" and "EXCEL" are names however they are written."""
    return _ITEM_AFTER.match(text, end) is not None and _ITEM_BEFORE.search(text, max(0, start - 4), start) is not None


def _looked_at(text: str, mention: Mention) -> Mention:
    if not mention.doubtful:
        return mention
    own = rule_of(mention.alias)
    if own is not None and is_other(text, mention.start, mention.end, own):
        return mention
    written = text[mention.start : mention.end] == mention.alias.written
    named = written and mention.alias.mark == "^" and is_named(text, mention.start)
    if named or (written and (in_context(text, mention.start, mention.end, own) or _is_line(text, mention, own))):
        return mention._replace(doubtful=False)
    return mention


def _is_line(text: str, mention: Mention, own: Rule | None) -> bool:
    """A line or sentence that says nothing else: "- Excel (advanced)"."""
    if own is not None and own.only and _skill(mention).kind != "spoken_language":
        return False
    begins = _BEGINS.search(text, max(0, mention.start - 3), mention.start)
    return begins is not None and _ALONE.match(text, mention.end) is not None


def _settle(text: str, found: list[Mention]) -> list[Mention]:
    """Doubtful mentions become sure beside a sure one of their field in a list."""
    settled: list[Mention] = []
    for mention in found:
        sure = not mention.doubtful or (bool(settled) and _settled_by(text, settled[-1], mention))
        settled.append(mention._replace(doubtful=False) if sure and mention.doubtful else mention)
    return settled


def _settled_by(text: str, other: Mention, mention: Mention) -> bool:
    left, right = (other, mention) if other.start < mention.start else (mention, other)
    if _LISTED.fullmatch(text, left.end, min(right.start, left.end + 12)) is None or right.start > left.end + 12:
        return False
    if other.doubtful and not _two_words(text, other, mention):
        return False
    own = rule_of(mention.alias)
    if own is not None and (not own.beside or is_other(text, mention.start, mention.end, own)):
        return False
    return _same_field(_skill(other), _skill(mention))


def _two_words(text: str, one: Mention, other: Mention) -> bool:
    """Two doubtful names side by side ("Word and Excel") are names when neither is a mere letter or two."""
    written = all(text[each.start : each.end] == each.alias.written for each in (one, other))
    spoken = "spoken_language" in (_skill(one).kind, _skill(other).kind)
    return written and not spoken and min(one.end - one.start, other.end - other.start) >= _LONG_ENOUGH


def _skill(mention: Mention) -> Skill:
    return skill_table().skills[mention.skill]


def _same_field(one: Skill, other: Skill) -> bool:
    if "spoken_language" in (one.kind, other.kind):
        return one.kind == other.kind
    if {one.family, other.family} <= _TECHNICAL:
        return True
    return other.family in ("office", one.family) or "licences" in (one.family, other.family)


def _ruled_out(text: str, mention: Mention) -> bool:
    for own in (rule_of(mention.alias), rule_of_skill(mention.skill)):
        if own is not None and is_other(text, mention.start, mention.end, own):
            return True
    if text[mention.end - 1] in _PLURAL and _COLLEAGUES.search(text, mention.start, mention.end) is not None:
        return _WITH.search(text, max(0, mention.start - _LONGEST_LEAD), mention.start) is not None
    return _skill(mention).kind == "tool" and is_employer(text, mention.start, mention.end)
