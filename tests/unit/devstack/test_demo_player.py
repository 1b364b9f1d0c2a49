"""The demo, as it is played: patient, in order, going on where it stopped; and without whom was erased."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from rematch_devstack.demo.player import Cursor, Ingest, KeyRefused, Pace, Player
from rematch_devstack.demo.stream import load_candidates
from rematch_devstack.errors import StackError

NOW = datetime(2030, 5, 6, 7, 8, tzinfo=UTC)


class Enough(Exception):
    """The test has seen what it wants to see."""


class IngestApi:
    """ingest as the player sees it: away at first, then taking in so many requests."""

    def __init__(self, key: str, requests: int, away: int = 2, erased: Sequence[str] = ()) -> None:
        self.taken: list[tuple[str, list[dict[str, Any]]]] = []
        self._key = key
        self._requests = requests
        self._away = away
        self._erased = erased

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self._away:
            self._away -= 1
            return httpx.Response(503) if self._away else self._refuse_connection(request)
        if request.headers["authorization"] != f"Bearer {self._key}":
            return httpx.Response(401)
        if (request.method, request.url.path) == ("GET", "/v1/erasures"):
            return self._ledger(int(request.url.params.get("cursor", "0")))
        items = orjson.loads(request.content)
        if not items:
            return httpx.Response(422)
        if len(self.taken) == self._requests:
            raise Enough
        self.taken.append((request.url.path, items))
        return httpx.Response(202)

    def _ledger(self, at: int) -> httpx.Response:
        """One a page."""
        told = [{"candidate_id": one} for one in self._erased[at : at + 1]]
        return httpx.Response(200, json={"erasures": told, "next": str(at + 1) if at + 1 < len(self._erased) else None})

    @staticmethod
    def _refuse_connection(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)


def client(api: IngestApi) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(api.answer))


async def play(api: IngestApi, place: Path) -> None:
    pace = Pace(first=2, seconds=0, people_first=3)
    async with client(api) as web:
        with pytest.raises(Enough):
            await Player(Ingest(web, "http://ingest", "good"), Cursor(place), lambda: NOW, pace).play()


async def test_the_demo_begins_with_those_who_fit_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    first, second = IngestApi("good", 6), IngestApi("good", 6, away=0)
    await play(first, tmp_path / "cursor")
    assert [(path, len(items)) for path, items in first.taken] == [
        ("/v1/candidates", 3),
        ("/v1/jobs", 1),
        ("/v1/jobs", 1),
        ("/v1/candidates", 100),
        ("/v1/candidates", len(load_candidates()) - 103),
        ("/v1/jobs", 1),
    ]
    await play(second, tmp_path / "cursor")
    played = [items[0]["url"] for api in (first, second) for path, items in api.taken if path == "/v1/jobs"]
    assert len(set(played)) == len(played) == 6


async def test_who_was_erased_does_not_come_back_with_the_demo(tmp_path: Path) -> None:
    known = [one["candidate_id"] for one in load_candidates()]
    erased = [known[0], "somebody-else", known[50], known[-1]]
    api = IngestApi("good", 6, erased=erased)
    await play(api, tmp_path / "cursor")
    sent = [one["candidate_id"] for path, items in api.taken if path == "/v1/candidates" for one in items]
    assert sent == [one for one in known if one not in erased]


@pytest.mark.parametrize("text", ["", "x", "-3"])
def test_a_cursor_that_cannot_be_read_begins_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "cursor").write_text(text)
    assert Cursor(tmp_path / "cursor").read() == 0


async def test_a_key_that_is_not_in_force_is_told() -> None:
    async with client(IngestApi("good", 1)) as web:
        await Ingest(web, "http://ingest", "good").check()
        with pytest.raises(KeyRefused):
            await Ingest(web, "http://ingest", "other").check()


async def test_what_ingest_refuses_is_told() -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(500, text="a bug"))) as web:
        with pytest.raises(StackError, match=r"ingest refuses the demo \(500\): a bug"):
            await Ingest(web, "http://ingest", "good").offer("/v1/jobs", [{}])
