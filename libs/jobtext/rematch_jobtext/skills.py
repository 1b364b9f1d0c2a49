"""Skills in an ad or a CV: free text to canonical ids."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from rematch_jobtext.own_name import own_names
from rematch_jobtext.skill_mentions import mentions
from rematch_jobtext.skill_relations import skill_kind
from rematch_jobtext.skill_typos import corrected
from rematch_jobtext.skill_weight import Reading, Sentence, sentences
from rematch_jobtext.skills_table import skill_table, tokenize

_LONGEST_EVIDENCE = 200
_LONGEST_SLUG = 64
_LONGEST_NAME = 200
_ASIDE = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]?")
_NOT_THE_NAME = re.compile(
    r"v?\d+(?:\.\d+)*|years?|yrs?|of|in|with|and|knowledge|experienced?|skills?|programming|language|primary|secondary|"
    r"advanced|basic|beginner|expert|good|solid|strong|excellent|proficient|intermediate|certified|level|native|fluent"
)
_SEVERAL = re.compile(r"[/,;|+]|\band\b|\bor\b|&")
_NOT_SLUG = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class FoundSkill:
    """A skill that a text names: whether it is required, and the sentence that says so."""

    id: str
    required: bool
    evidence: str


def canonical_skill(text: str) -> str | None:
    """The canonical id of a skill somebody named ("React.js", "k8s", "Python (primary)"), or None if it is unknown.

    Of several in one name ("HTML/CSS, Sass") it is the first known one; a slip of the pen is forgiven ("Kuberntes").
    """
    name = text[:_LONGEST_NAME]
    bare = _ASIDE.sub(" ", name)
    for spelling in (name, bare, *_SEVERAL.split(bare)):
        if (found := _known(spelling)) is not None:
            return found
    return None


def _known(name: str) -> str | None:
    words = tuple(token.text for token in tokenize(name))
    bare = tuple(word for word in words if not _NOT_THE_NAME.fullmatch(word))
    known = skill_table().by_tokens
    if (found := known.get(words) or known.get(bare)) is not None:
        return found
    return known.get(tuple(corrected(word) or word for word in bare))


def slug(text: str) -> str:
    """An id for a skill that the table doesn't know, at most 64 characters; "" where there is no letter or digit."""
    spelt = text[: 4 * _LONGEST_SLUG].replace("+", " plus ").replace("#", " sharp ")
    folded = unicodedata.normalize("NFKD", spelt).casefold()
    letters = "".join(character for character in folded if not unicodedata.combining(character))
    return _NOT_SLUG.sub("-", letters).strip("-")[:_LONGEST_SLUG].strip("-")


def find_skills(text: str, company: str | None = None) -> tuple[FoundSkill, ...]:
    """Every known skill that a clean text asks for or would like, once each, in the order of first mention.

    A skill is required if any mention of it is; the evidence is the sentence of that mention. A soft skill is never
    required: every ad asks for them, hardly a profile lists them. What the text rules out ("no Java needed") or says
    of the employer only ("our customers use SAP", benefits) is left out, and so is what a company's name is made of.
    """
    own = own_names(text, company) if company else []
    named = ((mention.skill, mention.start) for mention in mentions(text))
    return weighed(text, (one for one in named if not any(start <= one[1] < end for start, end in own)))


def weighed(text: str, named: Iterable[tuple[str, int]]) -> tuple[FoundSkill, ...]:
    """What a clean text says of skills that it names at these places: see `find_skills`."""
    parts = sentences(text)
    starts = [part.start for part in parts]
    found: dict[str, FoundSkill] = {}
    readings: dict[int, Reading] = {}
    for skill, start in named:
        earlier = found.get(skill)
        if earlier is not None and earlier.required:
            continue
        number = max(0, bisect_right(starts, start) - 1)
        if number not in readings:
            readings[number] = Reading(text, parts[number])
        required = readings[number].weight(start)
        if required is not None and (earlier is None or required):
            asked = required and skill_kind(skill) != "soft"
            found[skill] = FoundSkill(skill, asked, _evidence(text, parts[number], start))
    return tuple(found.values())


def _evidence(text: str, sentence: Sentence, position: int) -> str:
    """The sentence, or of a very long one the part around the skill."""
    if sentence.end - sentence.start <= _LONGEST_EVIDENCE:
        return text[sentence.start : sentence.end].removeprefix("- ").strip()
    start = max(sentence.start, position - _LONGEST_EVIDENCE // 2)
    return text[start : min(sentence.end, start + _LONGEST_EVIDENCE)].strip()
