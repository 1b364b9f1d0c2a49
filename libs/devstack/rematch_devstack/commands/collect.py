"""`rematch collect`: the reference scraper. It takes roles from ingest's queue and obeys robots.txt and limits."""

import re
import signal
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rematch_devstack.commands import door, options
from rematch_devstack.commands.door import Url
from rematch_devstack.errors import StackError

if TYPE_CHECKING:
    from rematch_devstack.collect.rounds import Done
    from rematch_devstack.collect.schedule import Schedule

_EVERY = re.compile(r"(\d{1,5})([smh])")
_SECONDS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True)
class Wish:
    """`every`: seconds from one round to the next; None: one round."""

    file: Path | None
    sites: list[str]
    most: int
    every: int | None


def collect(  # noqa: PLR0913, PLR0917 - the options of a command
    once: Annotated[bool, typer.Option("--once", help="One round, then end.")] = False,
    site: Annotated[
        list[str] | None, typer.Option(help="A site to search; often. No job board is searched unless it is named.")
    ] = None,
    every: Annotated[str, typer.Option(help="How often a round begins: 90s, 15m, 2h.")] = "15m",
    most: Annotated[int, typer.Option(min=1, max=5_000, help="Enough postings of a role on a site.")] = 100,
    sites: Annotated[
        Path | None, typer.Option(envvar="REMATCH_SITES", help="A TOML file of feeds and other sites.")
    ] = None,
    url: Url = None,
    data_dir: options.DataDir = None,
) -> None:
    """Search sites for the roles that people want, and hand in what is found. Needs a key with queue:work
    (REMATCH_KEY; of the running stack, the demo's)."""
    seconds = interval(every)
    found = door.find(url, None, data_dir)
    _collect(found.url, found.key, Wish(sites, site or [], most, None if once else seconds))


def _collect(url: str, key: str, wish: Wish) -> None:
    import httpx

    from rematch_common.logs import configure
    from rematch_devstack.collect.fetching import Fetcher
    from rematch_devstack.collect.pacing import waiting
    from rematch_devstack.collect.queue_client import QueueClient
    from rematch_devstack.collect.rounds import Rounds
    from rematch_devstack.collect.schedule import Schedule
    from rematch_devstack.collect.sites_file import sites_of

    configure("collect", "WARNING")
    wait = waiting(_stopped_by_signals())
    with httpx.Client(timeout=30.0) as outside, httpx.Client(base_url=url, timeout=60.0) as inside:
        queue = QueueClient(inside, key, wait)
        rounds = Rounds(queue, sites_of(wish.file, wish.sites, Fetcher(outside, wait)), wish.most)
        _run(Schedule(queue, rounds, wait, _tell), wish.every)


def _run(schedule: "Schedule", every: int | None) -> None:
    from rematch_devstack.collect.wanted import Stopped
    from rematch_devstack.commands.console import say

    try:
        if every is None:
            schedule.once()
        else:
            schedule.forever(every)
    except Stopped:
        say("stopped")


def _stopped_by_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _tell(done: "Done") -> None:
    from rematch_devstack.commands.console import plural, say

    told = f"{plural(done.roles, 'role')}, {plural(done.postings, 'posting')} handed in"
    say(f"{told}, {plural(done.failed, 'site')} failed" if done.failed else told)


def interval(told: str) -> int:
    """Seconds. StackError for what is none, or less than a minute."""
    read = _EVERY.fullmatch(told.strip())
    seconds = int(read[1]) * _SECONDS[read[2]] if read else 0
    if seconds < 60:
        raise StackError("--every: write 90s, 15m or 2h, a minute at least")
    return seconds
