"""The Dockerfile: what can be seen without building it. tests/images runs its commands."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from rematch_devstack.deploycheck.dockerfile import Dockerfile, Stage, Step, parse, reaches_builder
from rematch_devstack.deploycheck.knowledge import Knowledge
from rematch_devstack.deploycheck.problems import Problem

FILE = "Dockerfile"
BASE = re.compile(r"python:3\.11-slim-[a-z]+(@sha256:[0-9a-f]{64})?")
LABELS = ("title", "description", "version", "revision", "created", "base.name", "licenses")
# Whatever installs or compiles belongs into the stages before.
TOOLS = re.compile(r"\b(apt-get|apt|pip|uv|gcc|make|curl|wget)\b")


def check_image(root: Path, services: Mapping[str, Knowledge]) -> tuple[int, list[Problem]]:
    """How many stages the Dockerfile has, and what is wrong with it."""
    file = parse((root / FILE).read_text())
    image = file.stages[-1]
    said = [*_of_bases(file), *_of_sources(root, file), *_of_installing(file), *_of_runtime(image)]
    said += [*_of_labels(image), *_of_health(image, services)]
    return len(file.stages), [Problem(FILE, sentence) for sentence in said]


def _of_bases(file: Dockerfile) -> Iterator[str]:
    base = file.arguments.get("BASE", "")
    if not BASE.fullmatch(base):
        yield f"starts from {base or 'no ARG BASE'}, not python:3.11-slim of a named Debian"
    before = {base, "scratch"}
    for stage in file.stages:
        if stage.base not in before:
            yield f"starts from {stage.base}, not ${{BASE}}"
        before.add(stage.name)


def _of_sources(root: Path, file: Dockerfile) -> Iterator[str]:
    ignore = (root / ".dockerignore").read_text()
    for step in (step for stage in file.stages for step in stage.of("COPY")):
        yield from _of_copy(step, root, ignore, file)


def _of_copy(step: Step, root: Path, ignore: str, file: Dockerfile) -> Iterator[str]:
    if "from" in step.flags:
        if file.stage(step.flags["from"]) is None:
            yield f"copies from the stage {step.flags['from']}, which is not there"
        return
    for source in step.text.split()[:-1]:
        if not (root / source).exists():
            yield f"copies {source}, which is not there"
        elif not reaches_builder(source, ignore):
            yield f"copies {source}, which .dockerignore keeps from the builder"


def _of_installing(file: Dockerfile) -> Iterator[str]:
    """Every installation is of pinned hashes, or of what lies there already."""
    for command in (part for stage in file.stages for step in stage.of("RUN") for part in step.text.split("&&")):
        if "pip install" in command and "--require-hashes" not in command and "--no-index" not in command:
            yield f"installs without hashes: {command.strip()}"


def _of_runtime(image: Stage) -> Iterator[str]:
    users = [step.text.partition(":")[0] for step in image.of("USER")]
    if not users or not users[-1].isdigit() or users[-1] == "0":
        yield "ends with no user that is a number other than 0"
    for step in image.of("RUN"):
        if found := TOOLS.search(step.text):
            yield f"runs {found[0]} in the stage that is the image"
    entry = next((step.text for step in image.of("ENTRYPOINT")), "")
    if not (entry.startswith('["dumb-init", ') and "exec python -m" in entry):
        yield "has no ENTRYPOINT in the list form in which dumb-init runs python -m"


def _of_labels(image: Stage) -> Iterator[str]:
    text = " ".join(step.text for step in image.of("LABEL"))
    for label in LABELS:
        if f"org.opencontainers.image.{label}=" not in text:
            yield f"has no label org.opencontainers.image.{label}"


def _of_health(image: Stage, services: Mapping[str, Knowledge]) -> Iterator[str]:
    check = next((step.text for step in image.of("HEALTHCHECK")), "")
    try:
        program = " ".join(json.loads(check.partition("CMD ")[2]))
    except json.JSONDecodeError:
        yield "has no HEALTHCHECK in the list form"
        return
    ports = {name: int(port) for name, port in re.findall(r"'(\w+)': (\d+)", program)}
    for name, known in services.items():
        if ports.get(name) != known.port:
            yield f"asks {name} for its health at port {ports.get(name)}, but its settings name {known.port}"
