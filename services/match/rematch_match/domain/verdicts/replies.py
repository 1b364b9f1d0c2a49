"""What a model answered, checked: nothing of it is believed that can't be."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from rematch_jobtext import folded
from rematch_match.domain.verdicts.plain_words import BadReply, plain_line, whole_object
from rematch_match.domain.verdicts.prompts import MOST_SKILLS, Prompt
from rematch_match.domain.verdicts.question import Question
from rematch_match.domain.verdicts.reasons import LONGEST


@dataclass(frozen=True, slots=True)
class Said:
    """A reply that can be believed as far as a reply can."""

    score: float
    reason: str
    cited: tuple[str, ...]


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
    found = whole_object(text, prompt.system, prompt.canary)
    try:
        reply = _Reply.model_validate(found)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else "score"
        raise BadReply(field, _WRONG.get(field, _WRONG["score"])) from None
    cited = _cited(reply.skills, question)
    score = min(reply.score, question.score) if question.suspect else reply.score
    return Said(score, plain_line(reply.reason), cited)


def _cited(skills: Iterable[str], question: Question) -> tuple[str, ...]:
    cited = tuple(dict.fromkeys(skill.strip() for skill in skills if skill.strip()))
    if any(folded(skill) not in question.skills for skill in cited):
        raise BadReply("skills", "skills may only be names that are in the posting or in the profile.")
    return cited
