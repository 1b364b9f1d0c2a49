"""What a person sees of `rematch up`."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.status import Status as Spinner

from rematch_devstack import workspace
from rematch_devstack.commands.console import OUT, complain, say
from rematch_devstack.logs import COLOURS, parse, render, what
from rematch_devstack.specs import Event, Status

LAST_LINES = 15
MOST_OF_A_KIND = 5
# Told in full at the third crash of a service, and then not at every one.
LOUD = frozenset({3, 10, 30, 100})


class Throttle:
    """Counts lines of a kind, so that a flood of them can stay in the log."""

    def __init__(self, elapsed: Callable[[], float], seconds: float = 10.0) -> None:
        self._elapsed = elapsed
        self._seconds = seconds
        self._seen: dict[tuple[str, str], tuple[float, int]] = {}

    def before(self, name: str, line: str) -> int:
        """How many of its kind came lately. Lines that say the same of different records are of a kind."""
        record = parse(line)
        kind = (name, what(record) if record else line)
        began, count = self._seen.get(kind, (self._elapsed(), 0))
        if self._elapsed() - began >= self._seconds:
            began, count = self._elapsed(), 0
        # Kinds are few: a service that says something new every time is not repeating itself.
        if len(self._seen) > 1000:
            self._seen.clear()
        self._seen[kind] = (began, count + 1)
        return count


class Screen:
    """Lines in the order of what happens; on a terminal a spinner under them until all is ready.

    `elapsed` gives the seconds since the command began.
    """

    def __init__(self, elapsed: Callable[[], float], data_dir: Path, *, verbose: bool = False) -> None:
        self.elapsed = elapsed
        self._logs = data_dir / "logs"
        self._data_dir = data_dir
        self._verbose = verbose
        self._colours = itertools.cycle(COLOURS)
        self._colour: dict[str, str] = {}
        self._been_ready: set[str] = set()
        self._crashes: Counter[str] = Counter()
        self._waiting: list[str] = []
        self._spinner: Spinner | None = None
        self._ending = False
        self._throttle = Throttle(elapsed)

    def begin(self, names: Iterable[str]) -> None:
        """What is about to start."""
        self._waiting = list(names)
        say(f"starting {', '.join(self._waiting)} with the data in {self._data_dir}")
        if OUT.is_terminal:
            self._spinner = OUT.status("starting")
            self._spinner.start()

    def step(self, what: str) -> None:
        """Something on the way is done."""
        say(f"{self.elapsed():6.1f} s  {what}", "dim")

    def ready(self, told: str) -> None:
        """The line that everybody waits for."""
        self._still()
        say(f"ready {self.elapsed():.1f} s: {told}", "bold green")
        # Another terminal knows the usual place, and not what this one was told.
        usual = self._data_dir == workspace.default_data_dir({})
        where = "" if usual else f" with --data-dir {self._data_dir}"
        say(f"Ctrl-C stops it; `rematch status`, `tail`, `publish` and `dlq` in another terminal find it{where}", "dim")

    def ending(self, fault: Exception | None = None) -> None:
        """Told to stop, or forced to by a fault, which whoever called is told at the end."""
        self._ending = True
        self._still()
        if fault is None:
            say("stopping; Ctrl-C again to be impatient", "dim")
        elif self._been_ready:
            say("something cannot go on: stopping; Ctrl-C to be impatient", "dim")

    def ended(self, *, kept: bool = True) -> None:
        self._still()
        say(f"stopped: no process is left{f'; the data are kept in {self._data_dir}' if kept else ''}")

    def event(self, event: Event) -> None:
        """What the supervisor tells."""
        if event.status is Status.READY:
            self._became_ready(event)
        elif event.status is Status.AWAY and not self._ending:
            say(f"{event.name}: something it needs is away ({event.detail}); it waits for it", "yellow")
        elif event.status is Status.CRASHED and not self._ending:
            self._crashed(event)

    def line(self, name: str, line: str) -> None:
        """What a service says. While it starts or stops it complains of the others: nobody needs to read that."""
        if (self._ending or name not in self._been_ready) and not self._verbose:
            return
        shown = render(name, line, self._colour_of(name), verbose=self._verbose)
        if shown is None:
            return
        before = 0 if self._verbose else self._throttle.before(name, line)
        if before < MOST_OF_A_KIND:
            say(shown)
        elif before == MOST_OF_A_KIND:
            say(f"{name:>8} … and more of these, in {self._logs / name}.log", "dim")

    def _became_ready(self, event: Event) -> None:
        again = " again" if event.name in self._been_ready else ""
        self._been_ready.add(event.name)
        self._waiting = [name for name in self._waiting if name != event.name]
        self.step(f"{event.name} is ready{again}")
        if self._spinner:
            self._spinner.update(f"waiting for {', '.join(self._waiting)}" if self._waiting else "almost there")

    def _crashed(self, event: Event) -> None:
        self._crashes[event.name] += 1
        complain(f"{event.name} {event.detail}; it is started again")
        if self._crashes[event.name] not in LOUD:
            return
        log = self._logs / f"{event.name}.log"
        for line in _tail(log):
            say(render(event.name, line, self._colour_of(event.name), verbose=True) or "")
        complain(
            f"{event.name} keeps crashing: all it said is in {log}; `rematch doctor` looks over this machine, "
            "and a newer or repaired version goes on where this one stopped"
        )

    def _colour_of(self, name: str) -> str:
        if name not in self._colour:
            self._colour[name] = next(self._colours)
        return self._colour[name]

    def _still(self) -> None:
        if self._spinner:
            self._spinner.stop()
            self._spinner = None


def _tail(log: Path) -> list[str]:
    try:
        return log.read_text(errors="replace").splitlines()[-LAST_LINES:]
    except OSError:
        return []
