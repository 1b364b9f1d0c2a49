"""Plays the demo through ingest's API, as recruiters and scrapers would, and goes on where it stopped."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from rematch_devstack.demo.stream import load_candidates, posting
from rematch_devstack.errors import StackError

_WAIT = 0.1


class KeyRefused(Exception):
    """The access key is not in force: it was revoked, or belongs to other data."""


class Ingest:
    """ingest's API with one access key. What it cannot take in yet is offered again until it can."""

    def __init__(self, client: httpx.AsyncClient, url: str, key: str) -> None:
        self._client = client
        self._url = url
        self._headers = {"Authorization": f"Bearer {key}"}

    async def offer(self, path: str, items: Sequence[Any]) -> None:
        """Have the items taken in. Raises KeyRefused; StackError when ingest refuses what the demo sends."""
        answer = await self._answer("POST", path, json=items)
        # An empty list is only a question about the key, and refused for being empty.
        if answer.status_code != httpx.codes.ACCEPTED and items:
            raise StackError(f"ingest refuses the demo ({answer.status_code}): {answer.text[:300]}")

    async def check(self) -> None:
        """Raises KeyRefused unless the key is in force; returns once ingest takes things in."""
        await self.offer("/v1/jobs", [])

    async def erased(self) -> set[str]:
        """Whom the ledger of erasures has. Raises KeyRefused; StackError when ingest doesn't tell."""
        gone, cursor = set[str](), dict[str, str]()
        while True:
            answer = await self._answer("GET", "/v1/erasures", params={"limit": "200", **cursor})
            if answer.status_code != httpx.codes.OK:
                raise StackError(f"ingest doesn't tell of erasures ({answer.status_code}): {answer.text[:300]}")
            page = answer.json()
            gone |= {one["candidate_id"] for one in page["erasures"]}
            if page["next"] is None:
                return gone
            cursor = {"cursor": page["next"]}

    async def _answer(self, method: str, path: str, **sent: Any) -> httpx.Response:
        while True:
            try:
                answer = await self._client.request(method, f"{self._url}{path}", headers=self._headers, **sent)
            except httpx.TransportError:  # being started, for the first time or again
                answer = None
            if answer is not None and answer.status_code == httpx.codes.UNAUTHORIZED:
                raise KeyRefused
            if answer is not None and answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                return answer
            await asyncio.sleep(_WAIT)


class Cursor:
    """How many postings have been played, kept in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> int:
        try:
            return max(0, int(self._path.read_text()))
        except (OSError, ValueError):
            return 0

    def write(self, count: int) -> None:
        fresh = self._path.with_suffix(".tmp")
        fresh.write_text(str(count))
        fresh.replace(self._path)


@dataclass(frozen=True)
class Pace:
    """The first few at once, so that something is seen soon; then one after the other."""

    first: int = 4
    seconds: float = 1.5
    # Candidates that the first postings were written for come before the rest of them.
    people_first: int = 12
    people_at_once: int = 100


class Player:
    """The demo: candidates once, those who were erased left out, then postings without end."""

    def __init__(self, ingest: Ingest, cursor: Cursor, now: Callable[[], datetime], pace: Pace | None = None) -> None:
        self._ingest = ingest
        self._cursor = cursor
        self._now = now
        self._pace = pace or Pace()

    async def play(self) -> None:
        """Until cancelled. Raises KeyRefused, StackError."""
        people = load_candidates()
        early = self._pace.people_first
        await self._people(people[:early])
        for _ in range(self._pace.first):
            await self._next()
        # A moment later, so that the first match does not stand in line behind a hundred people.
        await asyncio.sleep(self._pace.seconds)
        # In lists that ingest doesn't take for an import, which would wait until no posting comes.
        for begin in range(early, len(people), self._pace.people_at_once):
            await self._people(people[begin : begin + self._pace.people_at_once])
        while True:
            await asyncio.sleep(self._pace.seconds)
            await self._next()

    async def _people(self, people: Sequence[dict[str, Any]]) -> None:
        """But nobody who was erased in an earlier run: under the same id they would be there again."""
        gone = await self._ingest.erased()
        await self._ingest.offer("/v1/candidates", [one for one in people if one["candidate_id"] not in gone])

    async def _next(self) -> None:
        # Counted after it was taken in: after a crash one may come twice, which dedup recognises.
        index = self._cursor.read()
        await self._ingest.offer("/v1/jobs", [posting(index, self._now())])
        self._cursor.write(index + 1)
