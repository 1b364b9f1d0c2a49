"""Runs a second embed beside the one in force, and tells how far it is."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rematch_common.contracts import Introduction
from rematch_devstack import workspace
from rematch_devstack.commands.catching_up import Look, Progress, watching
from rematch_devstack.commands.console import OUT, complain, say
from rematch_devstack.commands.running import until_over
from rematch_devstack.commands.screen import Screen
from rematch_devstack.commands.starting import SESSION_TIMEOUT
from rematch_devstack.commands.target import Target
from rematch_devstack.datadir import Layout
from rematch_devstack.errors import StackError
from rematch_devstack.ports import Ports
from rematch_devstack.services import Surroundings, service_spec
from rematch_devstack.specs import ServiceSpec
from rematch_devstack.supervisor import Supervisor
from rematch_devstack.topics import Shape, ensure_topics

__all__ = ["Screen", "Wish", "run"]

EVERY = 1.0
# Of a line where none can be overwritten.
_A_LINE = 10.0


@dataclass(frozen=True)
class Wish:
    """What is to be introduced, and where. `once`: end when it has caught up."""

    target: Target
    introduction: Introduction
    data_dir: Path
    shape: Shape
    once: bool = False


async def run(wish: Wish, screen: Screen) -> bool:
    """Until a signal asks for the end, or it has caught up `once`; False when it was to and has not."""
    await _prepare(wish)
    supervisor = Supervisor(Layout(wish.data_dir).logs, show=screen.line, events=screen.event)
    undo = supervisor.handle_signals()
    running = _Run(wish, supervisor, screen)
    try:
        with Ports() as ports:
            supervisor.add(_second_embed(wish, ports.free()))
            fault = await until_over(running.everything(), supervisor, wish.data_dir)
            screen.ending(fault)
    finally:
        await supervisor.stop_all()
        undo()
    if fault:
        raise fault
    say(f"stopped: `rematch reembed --model {wish.introduction.model}` goes on from here, within a week")
    return running.caught_up or not wish.once


async def _prepare(wish: Wish) -> None:
    """The topics. StackError when what is there can't be gone on with."""
    model, bootstrap = wish.introduction.model, wish.target.bootstrap
    report = await ensure_topics(bootstrap, wish.shape, wish.introduction.topics)
    if report.refused:
        raise StackError(report.refused[0])
    async with watching(bootstrap, wish.introduction) as watch:
        if await watch.forgotten():
            # Kafka keeps offsets and tombstones for a week: whoever was to be forgotten since then would stay.
            raise StackError(
                f"{model} was left alone for so long that nobody knows how far it is: "
                f"`rematch reembed --drop {model}`, then begin again"
            )


def _second_embed(wish: Wish, port: int) -> ServiceSpec:
    extra = {"REMATCH_INTRODUCING": wish.introduction.model}
    if wish.target.running:
        extra["REMATCH_SESSION_TIMEOUT"] = SESSION_TIMEOUT
    around = Surroundings(
        wish.target.bootstrap,
        url=lambda role: wish.target.postgres.get(role, ""),
        data_dir=wish.data_dir,
        cache_dir=workspace.default_cache_dir(),
        extra=extra,
    )
    return service_spec("embed", port, around, name=wish.introduction.reader)


class _Run:
    """One run, and whether it has caught up."""

    def __init__(self, wish: Wish, supervisor: Supervisor, screen: Screen) -> None:
        self.caught_up = False
        self._wish = wish
        self._supervisor = supervisor
        self._screen = screen
        self._progress = Progress()

    async def everything(self) -> None:
        """Until it has caught up `once`, else until cancelled. StackError when the second embed can't run."""
        await self._supervisor.start()
        await _first_of(self._supervisor.until_failed(), self._follow())

    async def _follow(self) -> None:
        told = ""
        while not (self.caught_up and self._wish.once):
            try:
                async with watching(self._wish.target.bootstrap, self._wish.introduction) as watch:
                    await self._watch(watch.look)
            except StackError as away:
                if str(away) != told:
                    complain(f"{away}; it waits")
                told = str(away)
                await asyncio.sleep(EVERY)

    async def _watch(self, look: Callable[[float], Coroutine[Any, Any, Look]]) -> None:
        with _telling(self._screen) as tell:
            while not (self.caught_up and self._wish.once):
                self._progress.add(await look(self._screen.elapsed()))
                if self._progress.caught_up and not self.caught_up:
                    self.caught_up = True
                    self._tell_the_next_step()
                tell(self._progress.told())
                await asyncio.sleep(EVERY)

    def _tell_the_next_step(self) -> None:
        model = self._wish.introduction.model
        say(f"caught up {self._screen.elapsed():.1f} s: {self._progress.told()}", "bold green")
        if not self._wish.once:
            say(
                "live records now get both models' vectors: keep this running until match has moved, then Ctrl-C; "
                f"`rematch reembed --drop {model}` takes it all away again",
                "dim",
            )


async def _first_of(*work: Coroutine[Any, Any, None]) -> None:
    """Side by side, until the first ends; its error is the one that is raised."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def _telling(screen: Screen) -> Iterator[Callable[[str], None]]:
    """One line that changes on a terminal; elsewhere a line now and then."""
    if OUT.is_terminal:
        with OUT.status("") as line:
            yield line.update
        return
    last = float("-inf")

    def tell(text: str) -> None:
        nonlocal last
        if screen.elapsed() - last >= _A_LINE:
            last = screen.elapsed()
            screen.step(text)

    yield tell
