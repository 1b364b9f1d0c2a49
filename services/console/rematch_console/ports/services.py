"""The other services, as the console asks them."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import quote

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a service; `body` goes as JSON. `path_of` quotes what comes into the path."""

    service: str
    path: str
    method: Method = "GET"
    query: Mapping[str, str | int | list[str]] = field(default_factory=dict)
    body: Any = None


class Refused(Exception):
    """A service said no: its status, and the sentence that it said."""

    def __init__(self, service: str, status: int, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.service = service
        self.status = status
        self.detail = detail
        self.field = field


class Services(Protocol):
    """Asks with a visitor's key. Raises Refused, and DependencyAway when the service does not answer."""

    async def ask(self, key: str, question: Question) -> Any:
        """The answer's JSON; None when it has none."""
        ...

    async def text(self, service: str, path: str) -> str:
        """A page that needs no key: metrics."""
        ...

    def events(self, key: str, service: str, path: str) -> AsyncIterator[tuple[str, str]]:
        """Server-sent events, as (event, data), until the other side ends."""
        ...


def path_of(*parts: object) -> str:
    """`/v1/jobs/…` of its parts, each quoted: what somebody typed stays one part."""
    return "".join(f"/{quote(str(part), safe='')}" for part in parts)
