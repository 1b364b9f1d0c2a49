"""The other services, as the console asks them: answers by service, method and path."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from rematch_common.errors import DependencyAway
from rematch_console.ports.services import Question, Refused

Answer = Any


class FakeServices:
    """Who asks for what nobody has put there is told 404; a service in `away` does not answer."""

    def __init__(self, answers: Mapping[tuple[str, str], Answer] | None = None) -> None:
        self.answers: dict[tuple[str, str], Answer] = dict(answers or {})
        self.texts: dict[tuple[str, str], str] = {}
        self.heard: list[tuple[str, str]] = []
        self.away: set[str] = set()
        self.asked: list[tuple[str, Question]] = []

    async def ask(self, key: str, question: Question) -> Any:
        self.asked.append((key, question))
        self._there(question.service)
        answer = self.answers.get((question.service, f"{question.method} {question.path}"))
        if answer is None:
            raise Refused(question.service, 404, f"nothing at {question.path}")
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def text(self, service: str, path: str) -> str:
        self._there(service)
        return self.texts.get((service, path), "")

    async def events(self, key: str, service: str, path: str) -> AsyncIterator[tuple[str, str]]:
        self.asked.append((key, Question(service, path)))
        self._there(service)
        for event in self.heard:
            yield event

    def _there(self, service: str) -> None:
        if service in self.away:
            raise DependencyAway(service, "not there")
