"""Skills in an ad or a CV: free text to canonical ids."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from rematch_jobtext.skill_mentions import mentions
from rematch_jobtext.skill_weight import Sentence, is_required, sentences
from rematch_jobtext.skills_table import skill_table, tokenize

_LONGEST_EVIDENCE = 200
_LONGEST_SLUG = 64
_LONGEST_NAME = 200
_ASIDE = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]?")
_NOT_THE_NAME = re.compile(
    r"v?\d+(?:\.\d+)*|years?|yrs?|of|in|with|and|knowledge|experienced?|skills?|programming|language|primary|secondary|"
    r"advanced|basic|beginner|expert|good|solid|strong|excellent|proficient|intermediate|certified|level|native|fluent"
)
_NOT_SLUG = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class FoundSkill:
    """A skill that a text names: whether it is required, and the sentence that says so."""

    id: str
    required: bool
    evidence: str


def canonical_skill(text: str) -> str | None:
    """The canonical id of a skill somebody named ("React.js", "k8s", "Python (primary)"), or None if it is unknown."""
    name = text[:_LONGEST_NAME]
    for spelling in (name, _ASIDE.sub(" ", name)):
        words = tuple(token.text for token in tokenize(spelling))
        bare = tuple(word for word in words if not _NOT_THE_NAME.fullmatch(word))
        known = skill_table().by_tokens
        if (found := known.get(words) or known.get(bare)) is not None:
            return found
    return None


def slug(text: str) -> str:
    """An id for a skill that the table doesn't know, at most 64 characters; "" where there is no letter or digit."""
    spelt = text[: 4 * _LONGEST_SLUG].replace("+", " plus ").replace("#", " sharp ")
    folded = unicodedata.normalize("NFKD", spelt).casefold()
    letters = "".join(character for character in folded if not unicodedata.combining(character))
    return _NOT_SLUG.sub("-", letters).strip("-")[:_LONGEST_SLUG].strip("-")


def find_skills(text: str) -> tuple[FoundSkill, ...]:
    """Every known skill that a clean text names, once each, in the order of first mention.

    A skill is required if any mention of it is; the evidence is the sentence of that mention.
    """
    parts = sentences(text)
    starts = [part.start for part in parts]
    found: dict[str, FoundSkill] = {}
    for mention in mentions(text):
        part = parts[max(0, bisect_right(starts, mention.start) - 1)]
        required = is_required(text, part, mention.start)
        earlier = found.get(mention.skill)
        if earlier is None or (required and not earlier.required):
            found[mention.skill] = FoundSkill(mention.skill, required, _evidence(text, part, mention.start))
    return tuple(found.values())


def _evidence(text: str, sentence: Sentence, position: int) -> str:
    """The sentence, or of a very long one the part around the skill."""
    if sentence.end - sentence.start <= _LONGEST_EVIDENCE:
        return text[sentence.start : sentence.end].removeprefix("- ").strip()
    start = max(sentence.start, position - _LONGEST_EVIDENCE // 2)
    return text[start : min(sentence.end, start + _LONGEST_EVIDENCE)].strip()
