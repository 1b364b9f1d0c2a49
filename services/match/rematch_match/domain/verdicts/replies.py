"""What a model answered, checked: nothing of it is believed that can't be."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from rematch_jobtext import folded, mask_contacts, words_of
from rematch_match.domain.verdicts.outermost import Unreadable, outermost_object
from rematch_match.domain.verdicts.prompts import MOST_SKILLS, Prompt
from rematch_match.domain.verdicts.question import Question
from rematch_match.domain.verdicts.reasons import LONGEST

_RUN = 6
"""So many words of the prompt one behind another are no chance."""
_MARKUP = re.compile(r"</?[a-z!][^>]*>|!?\[[^\]]*\]\([^)]*\)|```|^#{1,6}\s|^\|", re.IGNORECASE)
_LINK = re.compile(
    r"\b(?:https?|ftp|file|data|javascript|mailto|tel):|\bwww\.|\b[\w-]+\.(?:com|net|org|io|ru|cn|dev|app|co)\b(?!\w)",
    re.I,
)
_EMPHASIS = re.compile(r"[*_`~]+(?=\S)|(?<=\S)[*_`~]+")


@dataclass(frozen=True, slots=True)
class Said:
    """A reply that can be believed as far as a reply can."""

    score: float
    reason: str
    cited: tuple[str, ...]


class BadReply(ValueError):
    """A reply that is not believed. `complaint` is a code for metrics, the text a sentence for the repair."""

    def __init__(self, complaint: str, sentence: str) -> None:
        super().__init__(sentence)
        self.complaint = complaint


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a number")
    return value


class _Reply(BaseModel):
    """Fields that nobody asked for are passed over: models like to add some, and nothing reads them."""

    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False)

    score: Annotated[float, BeforeValidator(_number), Field(ge=0, le=100)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4 * LONGEST)]
    skills: Annotated[list[Annotated[str, StringConstraints(max_length=200)]], Field(max_length=MOST_SKILLS)] = []


_WRONG = {
    "score": "the score has to be a number from 0 to 100.",
    "reason": "the reason has to be one plain sentence.",
    "skills": f"skills has to be a list of at most {MOST_SKILLS} names.",
}


def read_reply(text: str, question: Question, prompt: Prompt) -> Said:
    """Raises BadReply. Of a pair in which something speaks to the judge no model says better than the factors do."""
    try:
        found = outermost_object(text)
    except Unreadable as unreadable:
        raise BadReply("no_json", f"{unreadable}.") from None
    # As it is written and as it reads: what is escaped in JSON is quoted all the same.
    _no_leak(f"{text}\n{json.dumps(found, ensure_ascii=False)}", prompt)
    try:
        reply = _Reply.model_validate(found)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else "score"
        raise BadReply(field, _WRONG.get(field, _WRONG["score"])) from None
    cited = _cited(reply.skills, question)
    score = min(reply.score, question.score) if question.suspect else reply.score
    return Said(score, _reason(reply.reason), cited)


def _no_leak(text: str, prompt: Prompt) -> None:
    """The whole reply, with what stands around the object: also a canary that is spelt in another way."""
    letters = _letters(text)
    if _letters(prompt.canary) in letters or _letters(prompt.canary) in letters[::-1]:
        _leaks()
    ours = set(_runs(words_of(prompt.system)))
    if any(run in ours for run in _runs(words_of(text))):
        _leaks()


def _leaks() -> NoReturn:
    raise BadReply("leak", "the reply repeats what you were told.")


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))


def _letters(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


def _cited(skills: Iterable[str], question: Question) -> tuple[str, ...]:
    cited = tuple(dict.fromkeys(skill.strip() for skill in skills if skill.strip()))
    if any(folded(skill) not in question.skills for skill in cited):
        raise BadReply("skills", "skills may only be names that are in the posting or in the profile.")
    return cited


def _reason(told: str) -> str:
    seen = "".join(" " if each.isspace() else each for each in unicodedata.normalize("NFKC", told))
    seen = "".join(each for each in seen if not unicodedata.category(each).startswith("C"))
    if _MARKUP.search(seen) or _LINK.search(seen):
        raise BadReply("reason", "the reason has to be plain words without links or markup.")
    reason = " ".join(_EMPHASIS.sub("", seen).split())
    if mask_contacts(reason) != reason:
        raise BadReply("reason", "the reason must not have addresses or numbers of anybody.")
    if not reason or len(reason) > LONGEST:
        raise BadReply("reason", f"the reason has to be one sentence of at most {LONGEST} characters.")
    return reason
