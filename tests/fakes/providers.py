"""Language models that say what a test tells them to."""

import asyncio
import json
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rematch_match.domain.verdicts.prompts import Message
from rematch_match.ports.providers import Completion


def said(score: float = 80.0, *skills: str, reason: str = "The trade is the same.") -> str:
    return json.dumps({"score": score, "reason": reason, "skills": list(skills)})


class FakeProvider:
    """See rematch_match.ports.providers.Provider. Says what is next, or raises it; the last of all again and again."""

    def __init__(self, *replies: str | Exception, name: str = "openai", model: str = "gpt-4o-mini") -> None:
        self.name = name
        self.model = model
        self.well = True
        self.replies: deque[str | Exception] = deque(replies or (said(),))
        self.asked: list[Sequence[Message]] = []
        self.looked_at = 0
        self.closed = False
        self.hanging: asyncio.Event | None = None
        self.under_way = 0
        self.most_at_once = 0

    def then(self, replies: Iterable[str | Exception]) -> None:
        self.replies = deque(replies)

    async def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Completion:
        self.asked.append(messages)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            await (asyncio.sleep(0) if self.hanging is None else self.hanging.wait())
        finally:
            self.under_way -= 1
        reply = self.replies.popleft() if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return Completion(reply, 100, 10)

    async def unwell(self) -> str | None:
        self.looked_at += 1
        return None if self.well else "it answers 503"

    async def close(self) -> None:
        self.closed = True
