"""Several questions for one page: what one service refuses or can't answer leaves the rest of the page as it is."""

import asyncio
from dataclasses import dataclass
from typing import Any

from rematch_common.errors import DependencyAway
from rematch_console.ports.services import Question, Refused, Services


@dataclass(frozen=True, slots=True)
class Piece:
    """An answer, or why there is none."""

    told: Any = None
    why_not: str | None = None
    status: int = 200

    @property
    def known(self) -> bool:
        return self.why_not is None


async def ask_all(services: Services, key: str, *questions: Question) -> list[Piece]:
    """In the order of the questions, asked at once."""
    return list(await asyncio.gather(*(piece(services, key, question) for question in questions)))


async def piece(services: Services, key: str, question: Question) -> Piece:
    try:
        return Piece(await services.ask(key, question))
    except Refused as refused:
        return Piece(None, f"{refused.service} says: {refused.detail}", refused.status)
    except DependencyAway as away:
        return Piece(None, f"{away.dependency} does not answer at the moment", 503)
