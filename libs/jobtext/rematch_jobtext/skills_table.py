"""The table of canonical skills, read from skills.tsv the first time that it is asked for."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_TOKEN = re.compile(r"\.?\w+(?:[.'\u2019]\w+)*(?:\+\+|#)?")


@dataclass(frozen=True, slots=True)
class Skill:
    """One canonical skill."""

    id: str
    family: str
    name: str


@dataclass(frozen=True, slots=True)
class Alias:
    """One spelling of a skill. `written` is set when it counts only as written so, and only in context."""

    skill: str
    tokens: tuple[str, ...]
    written: str | None


@dataclass(frozen=True, slots=True)
class SkillTable:
    skills: dict[str, Skill]
    by_tokens: dict[tuple[str, ...], str]
    by_first_token: dict[str, tuple[Alias, ...]]  # the longest first


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """The words of a text, lower-cased, with what belongs to the name of a skill: c++, c#, .net, node.js."""
    return [
        Token(found[0].casefold().replace("\u2019", "'"), found.start(), found.end()) for found in _TOKEN.finditer(text)
    ]


def skill_name(skill_id: str) -> str:
    """The name to show for a skill; an id that the table doesn't know is made readable."""
    known = skill_table().skills.get(skill_id)
    return known.name if known else skill_id.replace("-", " ")


@cache
def skill_table() -> SkillTable:
    """The table; a spelling that stands for two skills is an error in the table, found by a test."""
    skills: dict[str, Skill] = {}
    aliases: list[Alias] = []
    for line in (resources.files(__package__) / "skills.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            skill_id, family, name, spellings = line.split("\t")
            skills[skill_id] = Skill(skill_id, family, name)
            aliases.extend(_alias(skill_id, spelling) for spelling in spellings.split("|"))
    by_tokens = {alias.tokens: alias.skill for alias in aliases}
    for skill_id in skills:
        by_tokens.setdefault(tuple(skill_id.split("-")), skill_id)
    return SkillTable(skills, by_tokens, _by_first_token(aliases))


def _alias(skill_id: str, spelling: str) -> Alias:
    in_context = spelling.startswith("~")
    tokens = tuple(token.text for token in tokenize(spelling.lstrip("~")))
    return Alias(skill_id, tokens, spelling[1:] if in_context else None)


def _by_first_token(aliases: list[Alias]) -> dict[str, tuple[Alias, ...]]:
    grouped: dict[str, list[Alias]] = {}
    for alias in sorted(aliases, key=lambda alias: (-len(alias.tokens), alias.written is not None)):
        grouped.setdefault(alias.tokens[0], []).append(alias)
    return {first: tuple(group) for first, group in grouped.items()}
