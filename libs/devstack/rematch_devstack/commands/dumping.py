"""Runs pg_dump and pg_restore: the wheel's for the running stack, otherwise those on the PATH."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import asyncpg

from rematch_common.clock import utc_now
from rematch_devstack import roles
from rematch_devstack.errors import StackError
from rematch_devstack.postgres import SUPERUSER
from rematch_devstack.postgres_home import installed_programs


@dataclass(frozen=True)
class Place:
    """A database, and where PostgreSQL's programs are."""

    url: str
    programs: Path | None

    def program(self, name: str) -> str:
        """StackError when there is none."""
        if self.programs is not None:
            return str(self.programs / "bin" / name)
        found = shutil.which(name)
        if found is None:
            raise StackError(f"{name} is not on the PATH: install PostgreSQL's client, no older than the server")
        return found


def place(url: str | None, data_dir: Path | None) -> Place:
    """The database of this address, else that of the run in the data directory, as its superuser."""
    from rematch_devstack import workspace
    from rematch_devstack.commands.target import of_run

    if url:
        return Place(url, None)
    told = of_run(data_dir or workspace.default_data_dir()).postgres[roles.OWNER]
    if "@/" not in told:
        raise StackError("the running stack's PostgreSQL isn't its own: say how its superuser connects (--url)")
    return Place(told.replace(f"//{quote(roles.OWNER)}@", f"//{SUPERUSER}@", 1), installed_programs())


def dump(file: Path, where: Place) -> datetime:
    """Of one moment, which it gives; that it is before whatever isn't in it is what matters."""
    if file.exists():
        raise StackError(f"{file} is there already: name another, or take it away")
    began = utc_now().replace(microsecond=0)
    unfinished = file.with_name(f"{file.name}.unfinished")
    # All of the database: what is taken by schemas leaves out the extension that lies in one of them.
    _run(where, "pg_dump", "--format=custom", "--file", str(unfinished), where.url)
    unfinished.chmod(0o600)
    os.utime(unfinished, (began.timestamp(), began.timestamp()))
    unfinished.rename(file)
    return began


def taken_at(file: Path, where: Place) -> datetime:
    """When it was taken, as its own head tells. StackError when it is no backup."""
    if not file.is_file():
        raise StackError(f"there is no file {file}")
    listed = _run(where, "pg_restore", "--list", str(file))
    told = next((line for line in listed.splitlines() if "Archive created at" in line), "")
    try:
        return datetime.strptime(told.partition(" at ")[2].strip(), "%Y-%m-%d %H:%M:%S %Z").replace(tzinfo=UTC)
    except ValueError:
        raise StackError(f"{file} does not tell when it was taken: it is no backup of `rematch backup`") from None


def restore(file: Path, where: Place) -> None:
    """All or nothing: in one transaction."""
    words = ("--clean", "--if-exists", "--single-transaction", "--exit-on-error", "--dbname", where.url, str(file))
    _run(where, "pg_restore", *words)


async def must_be_quiet(where: Place) -> None:
    """StackError while a service is connected: what it holds in memory would be written over what comes back."""
    connection = await _connected(where)
    try:
        rows = await connection.fetch(
            "SELECT usename, count(*) FROM pg_stat_activity WHERE usename = ANY ($1) GROUP BY 1 ORDER BY 1",
            list(roles.ROLES),
        )
    finally:
        await connection.close()
    if rows:
        who = ", ".join(row["usename"].removeprefix("rematch_") for row in rows)
        raise StackError(f"stop the services first; these are connected: {who}")


async def roles_there(where: Place) -> None:
    """Who owns what comes back must be there before it."""
    connection = await _connected(where)
    try:
        known = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
    finally:
        await connection.close()
    if missing := set(roles.ROLES) - known:
        raise StackError(f"there is no role {min(missing)}: run `rematch roles` first")


async def _connected(where: Place) -> "asyncpg.Connection[asyncpg.Record]":
    try:
        return await asyncpg.connect(where.url, timeout=10)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise StackError(f"the database does not let us in: {str(error) or type(error).__name__}") from error


def _run(where: Place, program: str, *words: str) -> str:
    """In UTC, so that what it says of times needs no guessing."""
    command = (where.program(program), *words)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "TZ": "UTC"})
    if done.returncode:
        raise StackError(f"{program}: {(done.stderr.strip() or 'it said nothing').splitlines()[0]}")
    return done.stdout
