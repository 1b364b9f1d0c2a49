"""A stage of the Dockerfile on this machine without an engine: a mount namespace whose root is this machine's, with all
that is written kept in a folder of the test's, and this Python in /usr/local, where the base image has its own.

What is not the base image's: the programs of this machine (a compiler, for one) are there too.
"""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# As the base image sets it.
PATH = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
# The loader's path: a Python that was built into another folder looks for its library there first.
ALWAYS = {"PATH": PATH, "LD_LIBRARY_PATH": "/usr/local/lib", "HOME": "/root", "LANG": "C.UTF-8"}
PASSED = ("PIP_", "UV_", "SSL_", "REQUESTS_", "HTTP", "NO_PROXY", "http", "no_proxy")
NEEDED = "Linux, root, overlay mounts and a Python whose folder holds bin/python"
# Of a folder its contents, into a folder that may not be there yet.
COPY = """copy() {
  if [ -d "$1" ]; then mkdir -p "$2"; cp -a --no-preserve=ownership "$1/." "$2"
  else mkdir -p "$(dirname "$2x")"; cp -a --no-preserve=ownership "$1" "$2"; fi
}"""
NAMESPACES = ("unshare", "--mount", "--pid", "--fork", "--kill-child")


@dataclass(frozen=True, slots=True)
class Part:
    """One file system of the room: where it is seen, what lies below, and the folder that holds what is written."""

    seen: str
    below: Path
    folder: Path

    def mount(self, root: Path) -> str:
        for each in ("written", "work"):
            (self.folder / each).mkdir(parents=True, exist_ok=True)
        options = f"lowerdir={self.below},upperdir={self.folder}/written,workdir={self.folder}/work"
        return f"mount -t overlay overlay -o {shlex.quote(options)} {shlex.quote(f'{root}{self.seen}')}"


class Room:
    """A stage: `after` is the room of the stage that it continues."""

    def __init__(self, folder: Path, after: "Room | None" = None) -> None:
        self.root = folder / "root"
        self.root.mkdir(parents=True)
        machine, python = (
            Part("", Path("/"), folder / "machine"),
            Part("/usr/local", Path(sys.base_prefix), folder / "python"),
        )
        self.parts = (machine, python)
        for mine, theirs in zip(self.parts, after.parts if after else (), strict=False):
            # Copied, not laid below: the kernel takes no layer that is a folder of another.
            check(("cp", "-a", "--reflink=auto", str(theirs.folder), str(mine.folder)))

    @property
    def mounts(self) -> list[str]:
        """Shell lines, for within a mount namespace of one's own."""
        return [
            *(part.mount(self.root) for part in self.parts),
            f"mount -t proc proc {self.root}/proc",
            f"mount --rbind /dev {self.root}/dev",
            f"mount --rbind /sys {self.root}/sys",
        ]

    def place(self, sources: Sequence[str], target: str, others: Sequence["Room"] = ()) -> None:
        """What COPY does with files and folders of this machine, or of other rooms."""
        mounts = [line for room in (*others, self) for line in room.mounts]
        copies = [shlex.join(("copy", source, f"{self.root}{target}")) for source in sources]
        check(within([*mounts, COPY, *copies]))

    def run(self, script: str, cwd: str, environment: Mapping[str, str]) -> str:
        """What RUN does; its output."""
        program = self._enter(("/bin/sh", "-c", script), cwd, environment)
        return check(within([*self.mounts, f"mkdir -p {self.root}{cwd}", program]))

    def locked(self, argv: Sequence[str], cwd: str, environment: Mapping[str, str]) -> tuple[str, ...]:
        """The command line of a container as docker-compose.yml makes it: argv is process 1, has a number for a user
        and no capabilities, and may write to /tmp and its own folder alone.
        """
        user = "setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all"
        lines = [
            *self.mounts,
            f"mount -t tmpfs tmpfs {self.root}/tmp",
            f"mount -t tmpfs -o uid=10001,gid=10001 tmpfs {self.root}{cwd}",
            f"mount -o remount,ro,bind {self.root}",
            f"mount -o remount,ro,bind {self.root}/usr/local",
            self._enter((*user.split(), *argv), cwd, environment),
        ]
        return within(lines)

    def _enter(self, argv: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
        named = (f"{name}={value}" for name, value in environment.items())
        program = ("chroot", str(self.root), "env", "-i", f"--chdir={cwd}", *named, *argv)
        return f"exec {shlex.join(program)}"


def machine_environment() -> dict[str, str]:
    """What a builder gets from its engine: the base image's names, and how this machine reaches a registry."""
    return ALWAYS | {name: value for name, value in os.environ.items() if name.startswith(PASSED)}


def within(lines: Sequence[str]) -> tuple[str, ...]:
    """A command that runs shell lines in namespaces of its own: what they mount is gone with the last of them."""
    return (*NAMESPACES, "/bin/sh", "-c", "\n".join(("set -e", *lines)))


def check(argv: Sequence[str]) -> str:
    """Run it; its output, or an AssertionError with the end of that."""
    done = subprocess.run(argv, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, f"ended with {done.returncode}: {(done.stdout + done.stderr)[-3000:]}"
    return done.stdout


@cache
def possible(folder: Path) -> bool:
    """Whether this machine can make rooms in the folder."""
    if not sys.platform.startswith("linux") or not Path(sys.base_prefix, "bin", "python").exists():
        return False
    room = Room(folder)
    try:
        argv = room.locked(("/usr/local/bin/python", "-c", ""), "/tmp", machine_environment())
        return subprocess.run(argv, capture_output=True, timeout=60, check=False).returncode == 0
    except OSError:
        return False
