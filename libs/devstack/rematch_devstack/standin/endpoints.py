"""Endpoints that messages are sent to, in the place of the world's: each path is one, and answers as it is told to."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from rematch_common.clock import Monotonic, monotonic

_LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """`hangs`: it reads what is sent, and never answers. `drips`: so many seconds between two bytes of its answer."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    hangs: bool = False
    drips: float = 0.0


@dataclass(frozen=True, slots=True)
class Arrived:
    """What was sent to one endpoint, and when. Names of headers in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float


class Endpoints:
    """Serves on the loop, from `async with` on until its end. Paths without a reply of their own take all."""

    def __init__(self, now: Monotonic = monotonic) -> None:
        self.replies: dict[str, Reply] = {}
        self.arrived: list[Arrived] = []
        self.port = 0
        self._now = now
        self._news = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._answering: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._answering):
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def at(self, path: str) -> list[Arrived]:
        return [one for one in self.arrived if one.path == path]

    async def until_arrived(self, path: str, count: int) -> list[Arrived]:
        """Once so many have come to that path; the caller has a deadline."""
        while len(self.at(path)) < count:
            self._news.clear()
            await self._news.wait()
        return self.at(path)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None, "a handler of connections runs as a task"
        self._answering.add(task)
        try:
            await self._answer(await self._read(reader), writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            return  # who asks may go away at any time, and so may this server
        finally:
            writer.close()
            self._answering.discard(task)

    async def _read(self, reader: asyncio.StreamReader) -> Arrived:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        body = await reader.readexactly(min(_LARGEST, int(headers.get("content-length", 0))))
        arrived = Arrived(head[0].split(" ")[1], headers, body, self._now())
        self.arrived.append(arrived)
        self._news.set()
        return arrived

    async def _answer(self, arrived: Arrived, writer: asyncio.StreamWriter) -> None:
        reply = self.replies.get(arrived.path, Reply())
        if reply.hangs:
            await asyncio.Event().wait()
        headers = {"content-length": str(len(reply.body)), "connection": "close", **reply.headers}
        lines = [f"HTTP/1.1 {reply.status} Said", *(f"{name}: {value}" for name, value in headers.items())]
        answer = "\r\n".join([*lines, "", ""]).encode("latin-1") + reply.body
        for piece in (answer,) if not reply.drips else (bytes([byte]) for byte in answer):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(reply.drips)
