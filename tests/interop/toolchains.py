"""The examples: how each is built, how it is started, and what it takes."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rematch_devstack import workspace

EXAMPLES = workspace.root() / "examples"
_PATIENCE = 600.0


@dataclass(frozen=True)
class Example:
    """`build` and `start` are run in a copy of its folder, whose bin/python is the example's own."""

    name: str
    tools: tuple[str, ...]
    build: tuple[tuple[str, ...], ...]
    start: tuple[str, ...]

    @property
    def lacks(self) -> str:
        """What is missing to run it on this machine; empty where nothing is."""
        missing = [tool for tool in self.tools if shutil.which(tool) is None]
        if missing:
            return f"there is no {' and no '.join(missing)}"
        return _too_old() if self.name == "go" else ""

    def built(self, place: Path) -> Path:
        """A copy of the example, ready to start."""
        folder = place / self.name
        shutil.copytree(EXAMPLES / self.name, folder, ignore=shutil.ignore_patterns("node_modules", "target"))
        for command in self.build:
            told = subprocess.run(
                command, cwd=folder, env=_environment(), capture_output=True, text=True, timeout=_PATIENCE, check=False
            )
            assert told.returncode == 0, f"{' '.join(command)}:\n{told.stdout[-3_000:]}{told.stderr[-3_000:]}"
        return folder


def _environment() -> dict[str, str]:
    """No other version than that of the lock, and no toolchain but the machine's."""
    flags = f"{os.environ.get('GOFLAGS', '')} -mod=readonly".strip()
    return os.environ | {"GOFLAGS": flags, "GOTOOLCHAIN": "local"}


def _too_old() -> str:
    told = subprocess.run(("go", "version"), env=_environment(), capture_output=True, text=True, check=False).stdout
    wanted = re.search(r"^go (\d+)\.(\d+)", (EXAMPLES / "go" / "go.mod").read_text("utf-8"), re.MULTILINE)
    found = re.search(r"go(\d+)\.(\d+)", told)
    assert wanted
    if found and tuple(map(int, found.groups())) >= tuple(map(int, wanted.groups())):
        return ""
    return f"go {'.'.join(wanted.groups())} or newer is needed"


_PIP = ("bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")
ALL = (
    Example(
        "python",
        (),
        ((sys.executable, "-m", "venv", "."), (*_PIP, "-r", "requirements.txt")),
        ("bin/python", "matches.py"),
    ),
    Example("java", ("java", "mvn"), (("mvn", "-B", "-q", "package"),), ("java", "-jar", "target/matches-1.jar")),
    Example("go", ("go",), (("go", "build", "-o", "matches", "."),), ("./matches",)),
    Example(
        "node",
        ("node", "npm"),
        (("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),),
        ("node", "matches.mjs"),
    ),
)
