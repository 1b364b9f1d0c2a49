"""The members of the workspace, and which of them a service consists of.

Runs on the standard library alone: the Dockerfile asks it what to install before anything is installed.
"""

import sys
import tomllib
from pathlib import Path

PREFIX = "rematch-"


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
        for dependency in _members_among(root / path / "pyproject.toml"):
            visit(dependency)
        found[path] = None

    visit(name)
    return tuple(found)


def _members_among(manifest: Path) -> list[str]:
    dependencies: list[str] = tomllib.loads(manifest.read_text())["project"].get("dependencies", [])
    return [name.removeprefix(PREFIX) for name in dependencies if name.startswith(PREFIX)]


def main(arguments: list[str]) -> int:
    """Write the closure of one member, a folder a line."""
    try:
        lines = closure(Path.cwd(), arguments[0] if arguments else "")
    except LookupError as unknown:
        sys.stderr.write(f"{unknown.args[0]}\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
