"""A Dockerfile as a list of stages and steps. What ours doesn't use (here-documents) isn't understood."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch

VARIABLE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: `COPY --from=build /a /b` has the word COPY, the flag from and the rest as its text."""

    word: str
    flags: Mapping[str, str]
    text: str


@dataclass(slots=True)
class Stage:
    """What comes after one FROM."""

    base: str
    name: str
    steps: list[Step] = field(default_factory=list)

    def of(self, *words: str) -> list[Step]:
        return [step for step in self.steps if step.word in words]


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """The stages, and the ARGs before the first of them."""

    arguments: Mapping[str, str]
    stages: list[Stage]

    def stage(self, name: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.name == name), None)


def parse(text: str) -> Dockerfile:
    """Read a Dockerfile; `${NAME}` stays as it is but in FROM."""
    arguments: dict[str, str] = {}
    stages: list[Stage] = []
    for step in map(_step, _lines(text)):
        if step.word == "FROM":
            base, _, name = fill(step.text, arguments).partition(" AS ")
            stages.append(Stage(base, name))
        elif stages:
            stages[-1].steps.append(step)
        elif step.word == "ARG":
            name, _, value = step.text.partition("=")
            arguments[name] = value
    return Dockerfile(arguments, stages)


def fill(text: str, values: Mapping[str, str]) -> str:
    """`${NAME}` by its value, or by nothing, as the builder does it."""
    return VARIABLE.sub(lambda match: values.get(match[1], ""), text)


def reaches_builder(source: str, ignore: str) -> bool:
    """Whether .dockerignore lets a file or folder of the root through; of its patterns, the last that fits counts."""
    through = True
    for line in ignore.splitlines():
        pattern = line.strip().removeprefix("!")
        if pattern and not pattern.startswith("#") and fnmatch(source.split("/", maxsplit=1)[0], pattern):
            through = line.startswith("!")
    return through


def _lines(text: str) -> Iterator[str]:
    """The instructions; one that goes on over several lines is one, and comments between its lines are none of it."""
    written = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    yield from re.sub(r"\\\n", "", "\n".join(written)).splitlines()


def _step(line: str) -> Step:
    word, _, rest = line.partition(" ")
    flags = {}
    while flag := re.match(r"--(\w+)=(\S+)\s+", rest.lstrip()):
        flags[flag[1]] = flag[2]
        rest = rest.lstrip()[flag.end() :]
    return Step(word, flags, rest.strip())
