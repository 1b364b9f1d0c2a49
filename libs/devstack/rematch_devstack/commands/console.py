"""How the commands speak: data and answers on stdout, complaints on stderr."""

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

# Other people's text is shown as it is: `a:b:c` holds no picture.
OUT = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
LONGEST = 160
UNBROKEN = 10_000


def say(text: str | Text, style: str = "") -> None:
    """One line for a person, never broken into several."""
    OUT.print(text, style=style or None, soft_wrap=True)


def complain(sentence: str) -> None:
    """What went wrong, in one sentence."""
    ERR.print(sentence, style="red", soft_wrap=True)


def emit(line: bytes | str) -> None:
    """One line for a program, at once: it may wait for it on the other side of a pipe."""
    sys.stdout.write((line if isinstance(line, str) else line.decode()) + "\n")
    sys.stdout.flush()


def show_table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: frozenset[str] = frozenset()
) -> None:
    """Rows under headings; on a pipe as wide as they are, so that nothing is cut off."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, justify="right" if heading in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    # A console never prints wider than it is.
    console = OUT if OUT.is_terminal else Console(width=UNBROKEN, emoji=False)
    console.print(table, highlight=False)


def safe(text: str, longest: int = LONGEST) -> str:
    """Somebody else's text on one line, without what could command a terminal."""
    shown = "".join(letter if letter.isprintable() else "·" for letter in text[: longest + 1])
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def preview(raw: bytes | None, longest: int = LONGEST) -> str:
    """The beginning of a key or a value, whatever its bytes are."""
    if raw is None:
        return "null"
    return safe(raw[: longest * 4].decode("utf-8", "replace"), longest)


def plural(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
