"""How `rematch post` works: lines streamed to ingest, and what it answers to each."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httpx
import orjson

from rematch_common.contracts import MAX_RAW_BYTES
from rematch_devstack.commands.console import ERR, plural, safe
from rematch_devstack.commands.door import Door
from rematch_devstack.commands.lines import lines, opened
from rematch_devstack.errors import StackError

SHOWN = 20
# A request of so many lines; a longer file takes several.
AT_ONCE = 20_000
PATIENCE = httpx.Timeout(30.0, read=600.0)


class Unreadable(Exception):
    """The file cannot be read; the sentence says so."""


@dataclass
class Tally:
    accepted: int = 0
    rejected: int = 0
    shown: list[tuple[object, ...]] = field(default_factory=list)
    began: float = field(default_factory=monotonic)

    def note(self, answer: Mapping[str, Any], number: int) -> None:
        if answer["accepted"]:
            self.accepted += 1
            return
        self.rejected += 1
        if len(self.shown) < SHOWN:
            self.shown.append((number, answer.get("field") or "-", safe(str(answer.get("reason")), 300)))

    def rows(self) -> list[tuple[object, ...]]:
        return self.shown

    def told(self) -> str:
        seconds = monotonic() - self.began
        return f"{plural(self.accepted, 'posting')} accepted, {plural(self.rejected, 'line')} rejected, {seconds:.1f} s"


def client(door: Door) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {door.key}"}
    return httpx.AsyncClient(base_url=door.url, headers=headers, timeout=PATIENCE)


@contextmanager
def answered(door: Door) -> Iterator[None]:
    """What goes wrong on the way, as one sentence."""
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise StackError(f"ingest at {door.url} does not answer: {type(error).__name__}") from error


def checked(answer: httpx.Response) -> httpx.Response:
    """The answer, unless it is a problem that concerns more than single lines."""
    problem = "problem+json" in answer.headers.get("content-type", "")
    if answer.is_success or (not problem and answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY):
        return answer
    try:
        told = str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        told = f"it answered {answer.status_code}"
    raise StackError(f"ingest refuses: {safe(told, 500)}")


async def post(door: Door, file: str) -> Tally:
    """Raises Unreadable, StackError."""
    tally = Tally()
    try:
        with opened(file) as (descriptor, size), progress(size) as tell, answered(door):
            async with client(door) as web:
                await _stream(web, descriptor, tally, tell)
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror or error}") from error
    return tally


async def _stream(web: httpx.AsyncClient, descriptor: int, tally: Tally, tell: Callable[[int, str], None]) -> None:
    numbers: list[int] = []
    held: list[bytes] = []
    async for found, size in lines(descriptor, MAX_RAW_BYTES + 4_096):
        for line in found:
            if line.text is None:
                tally.note({"accepted": False, "reason": f"the line has {line.size:,} bytes: too many"}, line.number)
            elif line.text:
                numbers.append(line.number)
                held.append(line.text)
        if len(held) >= AT_ONCE:
            await _send(web, held, numbers, tally)
        tell(size, tally.told())
    if held:
        await _send(web, held, numbers, tally)
    tell(0, tally.told())


async def _send(web: httpx.AsyncClient, held: list[bytes], numbers: list[int], tally: Tally) -> None:
    headers = {"Content-Type": "application/x-ndjson"}

    async def body() -> AsyncIterator[bytes]:
        for text in held:
            yield text + b"\n"

    answer = checked(await web.post("/v1/jobs", content=body(), headers=headers))
    for line, number in zip(answer.content.splitlines(), numbers, strict=True):
        tally.note(orjson.loads(line), number)
    held.clear()
    numbers.clear()


@contextmanager
def progress(size: int | None) -> Iterator[Callable[[int, str], None]]:
    """A bar on a terminal; silence elsewhere."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        task = bar.add_task("sending", total=size)
        yield lambda more, told: bar.update(task, advance=more, description=told)
