"""Does what the Dockerfile says, instruction by instruction, in rooms."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rematch_devstack.deploycheck.dockerfile import Dockerfile, Stage, Step, fill, parse, reaches_builder
from tests.images.room import Room, machine_environment

ROOT = Path(__file__).parents[2]
LITTER = shutil.ignore_patterns("__pycache__", "*.egg-info", "*.pyc")


@dataclass(slots=True)
class Turn:
    """Where a stage stands: its room, what its commands get from outside, what it keeps as ENV, its folder."""

    stage: Stage
    room: Room
    passing: dict[str, str]
    kept: dict[str, str]
    cwd: str

    @property
    def environment(self) -> dict[str, str]:
        return self.passing | self.kept


class Building:
    """The build of one image: each stage at the first time that it is asked for, as BuildKit does it."""

    def __init__(self, folder: Path, arguments: Mapping[str, str]) -> None:
        self.file: Dockerfile = parse((ROOT / "Dockerfile").read_text())
        self._folder = folder
        self._arguments = arguments
        self._turns: dict[str, Turn] = {}
        self._context = folder / "context"
        self._context.mkdir(parents=True)

    def room(self, name: str) -> Room:
        """The room of a stage, built."""
        return self.turn(name).room

    def turn(self, name: str) -> Turn:
        """Where the stage stood at its end."""
        if name not in self._turns:
            stage = self.file.stage(name)
            assert stage is not None, f"no stage {name}"
            self._build(stage)
        return self._turns[name]

    def _build(self, stage: Stage) -> None:
        after = self.turn(stage.base) if self.file.stage(stage.base) else None
        room = Room(self._folder / "rooms" / stage.name, after.room if after else None)
        turn = Turn(stage, room, machine_environment(), dict(after.kept) if after else {}, after.cwd if after else "/")
        for step in stage.steps:
            self._do(step, turn)
        self._turns[stage.name] = turn

    def _do(self, step: Step, turn: Turn) -> None:
        text = step.text
        if step.word == "ARG":
            name, given, default = text.partition("=")
            value = self._arguments.get(name, self.file.arguments.get(name, default.strip('"')))
            if value or given:
                turn.passing[name] = value
        elif step.word == "ENV":
            pairs = (pair.partition("=") for pair in text.split())
            turn.kept |= {name: fill(value, turn.environment) for name, _, value in pairs}
        elif step.word == "WORKDIR":
            turn.cwd = text
        elif step.word == "COPY":
            self._copy(step, turn)
        elif step.word == "RUN":
            turn.room.run(text, turn.cwd, turn.environment)

    def _copy(self, step: Step, turn: Turn) -> None:
        *sources, target = step.text.split()
        if not target.startswith("/"):
            target = f"{turn.cwd}/{target.removeprefix('./')}"
        if stage := step.flags.get("from"):
            other = self.room(stage)
            turn.room.place([f"{other.root}{source}" for source in sources], target, [other])
        else:
            turn.room.place([self._sent(source) for source in sources], target)

    def _sent(self, source: str) -> str:
        """The file or folder as .dockerignore lets it through."""
        assert reaches_builder(source, (ROOT / ".dockerignore").read_text()), f"{source} doesn't reach the builder"
        there, sent = ROOT / source, self._context / source
        if there.is_dir():
            shutil.copytree(there, sent, ignore=LITTER, dirs_exist_ok=True)
        else:
            shutil.copy(there, sent)
        return str(sent)
