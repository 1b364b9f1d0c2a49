"""A question whose refusal is part of the page: the key's rights, told honestly."""

from dataclasses import dataclass
from typing import Any

from rematch_common.errors import DependencyAway
from rematch_console.ports.services import Question, Refused, Services


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said, or why nothing was."""

    said: Any = None
    why_not: str | None = None


async def asked(services: Services, key: str, question: Question) -> Answer:
    """Refusals for lack of rights and absence as words; any other one is raised."""
    try:
        return Answer(await services.ask(key, question))
    except Refused as refused:
        if refused.status not in (401, 403, 429, 503):
            raise
        return Answer(why_not=refused.detail)
    except DependencyAway:
        return Answer(why_not=f"{question.service} does not answer at the moment")
