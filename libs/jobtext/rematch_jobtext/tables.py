"""The tables of this package."""

from collections.abc import Iterator
from importlib.resources import files


def table(name: str) -> Iterator[list[str]]:
    """The rows of a tab-separated table; a line that begins with # is a comment."""
    text = (files("rematch_jobtext") / name).read_text("utf-8")
    return (row.split("\t") for row in text.splitlines() if row and not row.startswith("#"))
