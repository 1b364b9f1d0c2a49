"""docs/operating.md as commands: those in code blocks (lines that are set in), and those in the text."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rematch_devstack import workspace

_INLINE = re.compile(r"`((?:[A-Z_]+=\S+ )*(?:rematch|make)\s[^`]*)`")
_BLOCK = re.compile(r"(?:^    \S.*\n(?:^    .*\n)*)+", re.MULTILINE)
_FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
PROGRAMS = ("rematch ", "make ", "kubectl ", "cp ", "curl ")


def text() -> str:
    return workspace.root().joinpath("docs", "operating.md").read_text("utf-8")


def blocks() -> list[str]:
    """Each without what sets it in."""
    found = [*_BLOCK.findall(text()), *_FENCE.findall(text())]
    return ["\n".join(line.removeprefix("    ") for line in block.splitlines()) for block in found]


def block_with(word: str) -> str:
    """The one that has it."""
    (found,) = (block for block in blocks() if word in block)
    return found


def commands() -> list[str]:
    """In their order, each once, without what is said behind them."""
    found = [" ".join(each.split()) for each in _INLINE.findall(text())]
    for block in blocks():
        if block.startswith(PROGRAMS) and not block.startswith("curl "):
            found += [line.partition(" #")[0].strip() for line in block.splitlines()]
    return list(dict.fromkeys(found))


def curls() -> Sequence[str]:
    """Whole, where they go over several lines."""
    lines = "\n".join(block for block in blocks() if block.startswith("curl ")).replace("\\\n", " ")
    return [" ".join(line.split()) for line in lines.splitlines()]


def unknown_words(words: Sequence[str], program: Any) -> Iterator[str]:
    """Of a command of `rematch`: options that it doesn't have, and names of commands that are none."""
    command = program
    rest = list(words)
    while rest and hasattr(command, "commands"):
        names = rest.pop(0).split("|")
        if missing := [name for name in names if name not in command.commands]:
            yield f"there is no command {missing[0]}"
            return
        if len(names) > 1:
            return
        command = command.commands[names[0]]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    yield from (f"there is no option {word}" for word in rest if word.startswith("--") and word not in known)
