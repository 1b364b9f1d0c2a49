"""What a model suggested, checked: each suggestion rests on facts of the profile, and has no word beyond them but
common ones. What doesn't hold is left out."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from rematch_jobtext import implied_by, mentions, words_of
from rematch_match.domain.tailoring.briefs import Ask, Brief, Fact, Suggestion
from rematch_match.domain.tailoring.prompts import MOST_CITED, MOST_SAID, Prompt
from rematch_match.domain.tailoring.skills import shown
from rematch_match.domain.verdicts.masking import named
from rematch_match.domain.verdicts.plain_words import BadReply, plain_line, whole_object
from rematch_match.domain.verdicts.reasons import LONGEST

_MOST_READ = 4 * MOST_SAID
_ENDINGS = ("s", "es", "ed", "d", "ing", "ly")
_SHORTEST = 4
_Id = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)]


class _Suggestion(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    ask: _Id
    facts: Annotated[list[_Id], Field(max_length=4 * MOST_CITED)]
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4 * LONGEST)]


class _Reply(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    suggestions: Annotated[list[_Suggestion], Field(max_length=_MOST_READ)]


def read_suggestions(text: str, brief: Brief, prompt: Prompt) -> tuple[Suggestion, ...]:
    """Those that hold, each ask once. Raises BadReply where none does."""
    found = whole_object(text, prompt.system, prompt.canary)
    try:
        reply = _Reply.model_validate(found)
    except ValidationError:
        raise BadReply("suggestions", 'suggestions has to be a list of objects with "ask", "facts", "text".') from None
    asks, kept, bad = {ask.id: ask for ask in brief.asks}, dict[str, Suggestion](), None
    for said in reply.suggestions:
        try:
            kept.setdefault(said.ask, _checked(said, asks, brief.facts))
        except BadReply as wrong:
            bad = bad or wrong
    if not kept:
        raise bad or BadReply("suggestions", "there is no suggestion in it.")
    return tuple(kept.values())[:MOST_SAID]


def _checked(said: _Suggestion, asks: Mapping[str, Ask], facts: Iterable[Fact]) -> Suggestion:
    ask = asks.get(said.ask)
    known = {fact.id: fact for fact in facts}
    if ask is None or not said.facts or any(each not in known for each in said.facts):
        raise BadReply("facts", "a suggestion has to name one ask and the facts that it rests on, by their numbers.")
    cited = tuple(known[each] for each in dict.fromkeys(said.facts))
    if not set(cited) & set(ask.answered_by):
        raise BadReply("facts", "of the facts at least one has to answer the ask.")
    line = plain_line(said.text, "text")
    _only_of(line, ask, cited)
    return Suggestion(ask, cited, _for_people(line, ask, cited))


def _only_of(line: str, ask: Ask, cited: tuple[Fact, ...]) -> None:
    """Raises BadReply where it says more than the facts do."""
    told = " ".join([*(fact.text for fact in cited), named(ask.skill) if ask.skill else ""])
    ours, words = frozenset(words_of(told)), words_of(line)
    if any(word not in ours and not _is_common(word) for word in words):
        raise BadReply("text", "a text may have common words and those of the facts that it cites, and no others.")
    skills = {skill for skill in (ask.skill, *(fact.skill for fact in cited)) if skill}
    had = skills.union(*map(implied_by, skills), (mention.skill for mention in mentions(told)))
    if any(mention.skill not in had for mention in mentions(line)):
        raise BadReply("skills", "a text may name only skills of the facts that it cites.")
    lonely = len(cited) == 1 and cited[0].skill in (None, ask.skill)
    if not lonely and any(each.isdigit() for word in words for each in word if word not in _names(skills)):
        raise BadReply("text", "a text with a number has to cite the one fact that has it.")


def _names(skills: Iterable[str]) -> frozenset[str]:
    """Words of their names: of "S3" the digit is no number."""
    return frozenset(word for skill in skills for word in words_of(named(skill)))


def _for_people(line: str, ask: Ask, cited: tuple[Fact, ...]) -> str:
    """A skill that no table knows has a name without a meaning for models, and its own for people."""
    for skill in filter(None, {ask.skill, *(fact.skill for fact in cited)}):
        told, meant = named(skill), shown(skill)
        if told != meant:
            line = meant.join(re.split(re.escape(told), line, flags=re.IGNORECASE))
    return line


def _is_common(word: str) -> bool:
    known = common_words()
    if word in known:
        return True
    bare = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    return any(len(each) >= _SHORTEST and each in known for each in bare)


@cache
def common_words() -> frozenset[str]:
    """Words to give advice with, of which none claims anything of anybody."""
    lines = (resources.files(__package__) / "words.txt").read_text("utf-8").splitlines()
    return frozenset(word for each in lines if not each.startswith("#") for word in each.split())
