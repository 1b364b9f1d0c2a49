"""The table of canonical skills, read from the skills_*.tsv files the first time that it is asked for."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import NamedTuple

from rematch_jobtext.skills_spelling import spellings

FILES = (
    "technology",
    "health",
    "trades",
    "logistics",
    "business",
    "design",
    "people",
    "safety",
    "licences",
    "languages",
)
# How an alias is written in a file: "=" counts only in this very case, "^" also needs a capital that is no mere
# beginning of a sentence or a context, "~" always needs a context, "!" counts in names only, never in a text.
_MARKS = "=^~!"
_TOKEN = (
    r"\.?\w+(?:(?=[.'\u2019+#])(?:[.'\u2019]\w+)*(?:\+\+|#|\+(?![\w+])(?:(?<=(?i:security\+))|(?<=(?i:network\+))|(?<=(?i:\bsec\+))"
    r"|(?<=(?i:\bnet\+))|(?<=(?i:\ba\+))))?)?"
)
_BETWEEN = re.compile(f"({_TOKEN})")
_ROLE_OF_A_LANGUAGE = (
    "{} language",
    "{} speaker",
    "{} speakers",
    "{} speaking",
    "fluent {}",
    "fluent in {}",
    "native {}",
)
_SPOKEN_SO = (
    *_ROLE_OF_A_LANGUAGE,
    *("fluency in {}", "proficiency in {}", "proficient in {}", "speak {}", "speaks {}", "speaking {}", "spoken {}"),
    *("written {}", "business {}", "conversational {}", "{} fluency", "{} proficiency", "{} is spoken"),
)


@dataclass(frozen=True, slots=True)
class Skill:
    """One canonical skill; its kind is skill, tool, language, licence, spoken_language or soft."""

    id: str
    family: str
    kind: str
    name: str
    implies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """One spelling of a skill. `written` is set when the case counts; see `_MARKS` for the marks."""

    skill: str
    tokens: tuple[str, ...]
    mark: str = ""
    written: str | None = None


@dataclass(frozen=True, slots=True)
class SkillTable:
    skills: dict[str, Skill]
    by_tokens: dict[tuple[str, ...], str]
    in_text: dict[tuple[str, ...], tuple[Alias, ...]]
    tree: "Node"
    words: frozenset[str]  # every token of every alias


class Node:
    """The aliases that begin with the same tokens."""

    __slots__ = ("aliases", "following")

    def __init__(self) -> None:
        self.aliases: tuple[Alias, ...] = ()
        self.following: dict[str, Node] = {}


class Token(NamedTuple):
    text: str
    start: int
    end: int


class Tokens(NamedTuple):
    words: list[str]
    starts: list[int]
    ends: list[int]


def tokenize(text: str) -> list[Token]:
    """The words of a text, lower-cased, with what belongs to the name of a skill: c++, c#, .net, node.js, security+."""
    return [Token(*token) for token in zip(*tokens_of(text), strict=True)]


def tokens_of(text: str) -> Tokens:
    """The same in columns, for a text that is long."""
    pieces = _BETWEEN.split(text)
    if len(pieces) == 1:
        return Tokens([], [], [])
    reached = list(accumulate(map(len, pieces)))
    words = "\n".join(pieces[1::2]).casefold().replace("\u2019", "'").split("\n")
    return Tokens(words, reached[:-1:2], reached[1::2])


def skill_name(skill_id: str) -> str:
    """The name to show for a skill; an id that the table doesn't know is made readable."""
    known = skill_table().skills.get(skill_id)
    return known.name if known else skill_id.replace("-", " ")


@cache
def skill_table() -> SkillTable:
    """The table; a spelling that stands for two skills is an error in the table, found by a test."""
    skills: dict[str, Skill] = {}
    aliases: dict[Alias, None] = {}
    for skill, written in rows():
        skills[skill.id] = skill
        aliases.update(dict.fromkeys(aliases_of(skill, written)))
    by_tokens: dict[tuple[str, ...], str] = {}
    # What somebody wrote down wins over a spelling that was derived from it.
    for alias in sorted(aliases, key=lambda alias: alias.mark == "derived"):
        by_tokens.setdefault(alias.tokens, alias.skill)
    for skill_id in skills:
        by_tokens.setdefault(tuple(skill_id.split("-")), skill_id)
    kept = [alias for alias in aliases if by_tokens[alias.tokens] == alias.skill and alias.mark != "!"]
    in_text = _grouped(kept)
    words = frozenset(word for tokens in in_text for word in tokens)
    return SkillTable(skills, by_tokens, in_text, _tree(in_text), words)


def rows() -> list[tuple[Skill, tuple[str, ...]]]:
    """Every line of the files: a skill, and its aliases as they are written there."""
    found = []
    for file in FILES:
        for line in (resources.files(__package__) / f"skills_{file}.tsv").read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                skill_id, family, kind, name, written, implies = line.split("\t")
                implied = tuple(filter(None, implies.split(",")))
                found.append((Skill(skill_id, family, kind, name, implied), tuple(filter(None, written.split("|")))))
    return found


def aliases_of(skill: Skill, written: tuple[str, ...]) -> list[Alias]:
    """The aliases of one line, its name, and the spellings that follow from them."""
    marked = {alias.lstrip(_MARKS).casefold() for alias in written if alias[0] in _MARKS}
    name = skill.name if skill.kind != "spoken_language" else f"~{skill.name}"
    plain = [alias for alias in written if alias[0] not in _MARKS]
    plain += [skill.name] if skill.kind != "spoken_language" and skill.name.casefold() not in marked else []
    if skill.kind == "spoken_language":
        names = (skill.name, *plain)
        written = (*written, name)
        plain = [form.format(spoken) for spoken in names for form in _SPOKEN_SO]
        written += tuple(f"~{spoken}" for spoken in names[1:])
    found = [Alias(skill.id, _tokens(alias)) for alias in plain]
    found += [Alias(skill.id, _tokens(alias[1:]), alias[0], alias[1:]) for alias in written if alias[0] in _MARKS]
    plural = skill.kind in ("skill", "licence")
    derived = {_tokens(other) for alias in plain for other in spellings(alias, plural)}
    return found + [Alias(skill.id, tokens, "derived") for tokens in derived - {alias.tokens for alias in found}]


def _tokens(alias: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokenize(alias))


def _grouped(aliases: list[Alias]) -> dict[tuple[str, ...], tuple[Alias, ...]]:
    grouped: dict[tuple[str, ...], list[Alias]] = {}
    for alias in aliases:
        grouped.setdefault(alias.tokens, []).append(alias)
    return {
        tokens: tuple(sorted(group, key=lambda alias: alias.written is not None)) for tokens, group in grouped.items()
    }


def _tree(in_text: dict[tuple[str, ...], tuple[Alias, ...]]) -> Node:
    root = Node()
    for tokens, aliases in in_text.items():
        node = root
        for token in tokens:
            node = node.following.setdefault(token, Node())
        node.aliases = aliases
    return root
