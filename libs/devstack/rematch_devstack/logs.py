"""What the processes say: kept in files that do not grow for ever, and shown to a person as far as it matters."""

import json
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.text import Text

LARGEST = 10 * 1024 * 1024
COLOURS = ("cyan", "green", "magenta", "blue", "yellow", "bright_cyan", "bright_green", "bright_magenta")
LEVELS: Mapping[str, tuple[int, str]] = {
    "debug": (10, "dim"),
    "info": (20, ""),
    "warning": (30, "yellow"),
    "error": (40, "red"),
    "critical": (50, "bold red"),
}
# Said once by the prefix, or of no use while one is looking.
HIDDEN = frozenset({"service", "timestamp", "level", "message", "event", "exception", "trace", "logger"})
# Dozens of errors a second while Kafka is away, where the supervisor says once that it is.
CHATTER = "aiokafka"


class LogFile:
    """A process's log file with one predecessor, and its last lines at hand."""

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        self._path = path
        self._largest = largest
        # Unbuffered: what a full disk refuses is not tried again at the next line, nor at the end.
        self._file = path.open("ab", buffering=0)
        self._size = path.stat().st_size
        self.last: deque[str] = deque(maxlen=40)

    def write(self, line: str) -> None:
        """Append the line; a full file becomes `.1`. On a full disk the line is only in `last`."""
        self.last.append(line)
        with suppress(OSError):
            self._size += self._file.write(line.encode() + b"\n")
            if self._size > self._largest:
                self._turn_over()

    def close(self) -> None:
        self._file.close()

    def _turn_over(self) -> None:
        if self._path.exists():  # else it was moved before, and then no new one could be opened
            self._path.replace(self._path.with_suffix(self._path.suffix + ".1"))
        fresh = self._path.open("ab", buffering=0)
        self._file.close()
        self._file, self._size = fresh, 0


def render(name: str, line: str, colour: str, *, verbose: bool = False) -> Text | None:
    """The line as a person reads it; None when it is below WARNING, or chatter, and nobody asked for more."""
    record = parse(line)
    prefix = Text(f"{name:>8} ", style=colour).append("│ ", style="dim")
    if record is None:
        return prefix.append(line)
    level = str(record.get("level", "info")).lower()
    rank, style = LEVELS.get(level, LEVELS["info"])
    if not verbose and (rank < 30 or str(record.get("logger")).startswith(CHATTER)):
        return None
    prefix.append(f"{level} " if rank >= 30 else "", style=style).append(what(record), style=style)
    for key, value in record.items():
        if key not in HIDDEN:
            prefix.append(f" {key}=", style="dim").append(str(value))
    if trace := record.get("exception") or record.get("trace"):
        prefix.append(f"\n{trace}", style="dim")
    return prefix


def parse(line: str) -> dict[str, Any] | None:
    """The log record in a JSON line; None for any other text."""
    if not line.startswith("{"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def what(record: Mapping[str, Any]) -> str:
    """What a log record says happened."""
    return str(record.get("message", record.get("event", "")))


def last_word(lines: list[str]) -> str:
    """The line that most likely says why a process ended: its last error, else the last thing it said."""
    for line in reversed(lines):
        record = parse(line)
        if record is not None and LEVELS.get(str(record.get("level")), (0, ""))[0] >= 40:
            cause = str(record.get("exception", "")).strip().rsplit("\n", 1)[-1]
            return f"{what(record)}: {cause}" if cause else what(record)
    said = [line.strip() for line in lines if line.strip() and parse(line) is None]
    if said:
        return said[-1]
    records = [record for line in lines if (record := parse(line))]
    return what(records[-1]) if records else "it said nothing"
