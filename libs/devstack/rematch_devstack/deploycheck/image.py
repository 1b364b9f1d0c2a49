"""The Dockerfile: what can be seen without building it."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from rematch_devstack.deploycheck.knowledge import Knowledge
from rematch_devstack.deploycheck.problems import Problem

FILE = "Dockerfile"


def check_image(root: Path, services: Mapping[str, Knowledge]) -> tuple[int, list[Problem]]:
    """How many stages the Dockerfile has, and what is wrong with it."""
    text = re.sub(r"\\\n", "", (root / FILE).read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    stages = [number for number, line in enumerate(lines) if line.startswith("FROM ")]
    said = [*_of_sources(root, lines), *_of_runtime(lines[stages[-1] :]), *_of_health(lines, services)]
    return len(stages), [Problem(FILE, sentence) for sentence in said]


def _of_sources(root: Path, lines: list[str]) -> Iterator[str]:
    for line in lines:
        words = line.split()
        if words[0] == "FROM" and words[1] != "python:3.11-slim":
            yield f"starts from {words[1]}, not python:3.11-slim"
        if words[0] == "COPY" and not words[1].startswith("--from"):
            yield from (
                f"copies {source}, which is not there" for source in words[1:-1] if not (root / source).exists()
            )


def _of_runtime(lines: list[str]) -> Iterator[str]:
    users = [line.split()[1].partition(":")[0] for line in lines if line.startswith("USER ")]
    if not users or not users[-1].isdigit() or users[-1] == "0":
        yield "ends with no user that is a number other than 0"
    if any("apt-get" in line for line in lines if line.startswith("RUN ")):
        yield "installs Debian packages into the runtime stage"
    if not any(line.startswith("ENTRYPOINT [") and "python -m" in line for line in lines):
        yield "has no ENTRYPOINT in the list form that runs python -m"


def _of_health(lines: list[str], services: Mapping[str, Knowledge]) -> Iterator[str]:
    check = next((line for line in lines if line.startswith("HEALTHCHECK ")), "")
    try:
        program = " ".join(json.loads(check.partition("CMD ")[2]))
    except json.JSONDecodeError:
        yield "has no HEALTHCHECK in the list form"
        return
    ports = {name: int(port) for name, port in re.findall(r"'(\w+)': (\d+)", program)}
    for name, known in services.items():
        if ports.get(name) != known.port:
            yield f"asks {name} for its health at port {ports.get(name)}, but its settings name {known.port}"
