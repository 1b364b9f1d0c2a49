"""Fills ${NAME}, ${NAME:-default} and ${NAME:?message} as docker compose does, from the committed .env.example."""

import re
from pathlib import Path
from typing import Any

VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}|(?P<bare>\w+))")


class Unset(Exception):
    """A variable that has neither a value nor a default."""


def read_env(path: Path) -> dict[str, str]:
    """The values of an env file of plain NAME=value lines."""
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def fill(tree: Any, values: dict[str, str]) -> Any:
    """The same tree with every string filled; Unset names the variable that can't be."""
    if isinstance(tree, dict):
        return {key: fill(value, values) for key, value in tree.items()}
    if isinstance(tree, list):
        return [fill(value, values) for value in tree]
    return VARIABLE.sub(lambda match: _value(match, values), tree) if isinstance(tree, str) else tree


def _value(match: re.Match[str], values: dict[str, str]) -> str:
    if match["escaped"]:
        return "$"
    name = match["name"] or match["bare"]
    if values.get(name):
        return values[name]
    if match["kind"] == "-":
        return match["rest"]
    raise Unset(name)
