"""How `rematch up` runs: everything side by side, each waiting for no more than it needs."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx

from rematch_common.clock import utc_now
from rematch_devstack.commands import demo_key
from rematch_devstack.commands.console import complain
from rematch_devstack.commands.matches import Board, follow
from rematch_devstack.commands.screen import Screen
from rematch_devstack.commands.starting import Addresses, Wish, add_services, make_topics
from rematch_devstack.demo.player import Cursor, Ingest, KeyRefused, Player
from rematch_devstack.errors import StackError
from rematch_devstack.space import check_left
from rematch_devstack.stack import EmbeddedStack
from rematch_devstack.supervisor import Supervisor

__all__ = ["Screen", "run", "until_over"]


async def run(wish: Wish, screen: Screen) -> None:
    """Until a signal asks for the end, or something cannot go on (StackError). No process is left then."""
    stack = EmbeddedStack(wish.data_dir, wish.options, show=screen.line, events=screen.event, wait=False)
    undo = stack.supervisor.handle_signals()
    try:
        async with AsyncExitStack() as held:
            fault = await until_over(_Run(stack, wish, screen).everything(held), stack.supervisor, stack.data_dir)
            screen.ending(fault)
    finally:
        undo()
    if fault:
        raise fault
    screen.ended(kept=wish.kept)


async def until_over(everything: Coroutine[Any, Any, None], supervisor: Supervisor, data_dir: Path) -> Exception | None:
    """Until a signal asks for the end or something cannot go on, which is given back. From then on a signal kills."""
    work = asyncio.create_task(everything)
    told = asyncio.create_task(supervisor.until_stopped())
    try:
        await asyncio.wait({work, told}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            supervisor.request_stop()
    finally:
        told.cancel()
        work.cancel()
        outcome, _ = await asyncio.gather(work, told, return_exceptions=True)
    if isinstance(outcome, OSError):
        try:
            check_left(data_dir)
        except StackError as full:
            return full
    return outcome if isinstance(outcome, Exception) else None


class _Run:
    """One run and what its parts tell each other."""

    def __init__(self, stack: EmbeddedStack, wish: Wish, screen: Screen) -> None:
        self._stack = stack
        self._wish = wish
        self._screen = screen
        self._topics = asyncio.Event()
        self._board = Board(screen.elapsed)

    async def everything(self, held: AsyncExitStack) -> None:
        """Until cancelled. `held` stops the stack."""
        await held.enter_async_context(self._stack)
        async with httpx.AsyncClient(timeout=30.0) as client:
            addresses = add_services(self._stack, self._wish)
            self._screen.begin(self._stack.supervisor.statuses)
            started = asyncio.create_task(self._stack.supervisor.start())
            try:
                await _side_by_side(
                    self._prepare_topics(addresses),
                    self._board.run(),
                    self._serve(started, addresses, client),
                    self._stack.supervisor.until_failed(),
                )
            finally:
                started.cancel()
                await asyncio.gather(started, return_exceptions=True)

    async def _prepare_topics(self, addresses: Addresses) -> None:
        made = await make_topics(self._stack)
        if made:
            self._screen.step(f"{made} topics are made")
        self._stack.publish(addresses.postgres, addresses.services)
        self._topics.set()
        await follow(addresses.bootstrap, self._board)

    async def _serve(self, started: "asyncio.Task[None]", addresses: Addresses, client: httpx.AsyncClient) -> None:
        """Make the key, play the demo from the first moment on, and say when all is ready."""
        waiting = asyncio.ensure_future(self._key(addresses, client))
        demo = asyncio.create_task(self._demo(waiting, addresses, client))
        try:
            await _side_by_side(_all_of(started, waiting))
            self._screen.ready(self._told(addresses, waiting.result()))
            await asyncio.gather(demo)
            await asyncio.Event().wait()
        finally:
            waiting.cancel()
            demo.cancel()
            await asyncio.gather(waiting, demo, return_exceptions=True)

    async def _key(self, addresses: Addresses, client: httpx.AsyncClient) -> str | None:
        """The demo tenant's key, in force; None without ingest, which nobody could then ask."""
        if "ingest" not in addresses.services:
            return None
        key, url = demo_key.kept(self._wish.data_dir), addresses.services["ingest"]
        await self._topics.wait()
        if key:
            try:
                await Ingest(client, url, key).check()
                return key
            except KeyRefused:
                self._screen.step("the demo's key is no longer in force: making another")
        if "postgres" in self._stack.supervisor.statuses:
            await self._stack.supervisor.start("postgres")
        key = await demo_key.make(self._wish.data_dir, addresses.bootstrap, addresses.postgres)
        await self._until_known(Ingest(client, url, key))
        return key

    async def _until_known(self, ingest: Ingest) -> None:
        """A key that is seconds old may not have reached the API yet."""
        async with asyncio.timeout(60.0):
            while True:
                try:
                    return await ingest.check()
                except KeyRefused:
                    await asyncio.sleep(0.05)

    async def _demo(self, key: "asyncio.Future[str | None]", addresses: Addresses, client: httpx.AsyncClient) -> None:
        text = await key
        if not self._wish.demo or text is None:
            return
        ingest = Ingest(client, addresses.services["ingest"], text)
        try:
            await Player(ingest, Cursor(self._wish.data_dir / "demo.cursor"), utc_now).play()
        except KeyRefused:
            complain("the demo has stopped: its access key was revoked; the next start makes another")
        except StackError as error:
            complain(f"the demo has stopped: {error}")

    def _told(self, addresses: Addresses, key: str | None) -> str:
        services = addresses.services
        parts = {
            "console": services.get("console"),
            "ingest": services.get("ingest"),
            "match": services.get("match"),
            "matches": f"{services['notify']}/v1/stream" if "notify" in services else None,
            "kafka": addresses.bootstrap,
            "postgres": addresses.database,
            "key": key,
            "data": str(self._wish.data_dir),
        }
        return " · ".join(f"{name} {told}" for name, told in parts.items() if told)


async def _all_of(*work: "asyncio.Future[Any]") -> None:
    await asyncio.gather(*work)


async def _side_by_side(*work: Coroutine[Any, Any, None]) -> None:
    """All at once; the first that fails ends the others, and its error is the one that is raised."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
