"""Runs pg_dump and pg_restore: the wheel's for the running stack, otherwise those on the PATH, if there are any."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from urllib.parse import quote, unquote, urlsplit

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
        found = shutil.which(name) if self.programs is None else None
        return found or str((self.programs or installed_programs()) / "bin" / name)

    @property
    def address(self) -> str:
        """Without the password, which everybody on the machine could read in a command line."""
        netloc = urlsplit(self.url).netloc
        login, at, host = netloc.rpartition("@")
        return self.url.replace(netloc, f"{login.partition(':')[0]}{at}{host}", 1)

    @property
    def environ(self) -> dict[str, str]:
        """UTC, so that what programs say of times needs no guessing."""
        password = urlsplit(self.url).password
        return {**os.environ, "TZ": "UTC", **({"PGPASSWORD": unquote(password)} if password else {})}


def place(url: str | None, data_dir: Path | None) -> Place:
    """The database of this address, else that of the run in the data directory, as its superuser."""
    from rematch_devstack import workspace
    from rematch_devstack.commands.roles import told as told_by
    from rematch_devstack.commands.target import of_run

    if address := url or told_by(os.environ, "REMATCH_ADMIN_URL"):
        return Place(address, None)
    told = of_run(data_dir or workspace.default_data_dir()).postgres[roles.OWNER]
    if "@/" not in told:
        raise StackError("the running stack's PostgreSQL isn't its own: say how its superuser connects (--url)")
    return Place(told.replace(f"//{quote(roles.OWNER)}@", f"//{SUPERUSER}@", 1), installed_programs())


def dump(file: Path, where: Place) -> datetime:
    """Of one moment, which it gives; that it is before whatever isn't in it is what matters."""
    began, unfinished = utc_now().replace(microsecond=0), file.with_name(f"{file.name}.unfinished")
    if file.exists():
        raise StackError(f"{file} is there already: name another, or take it away")
    try:
        unfinished.touch(mode=0o600, exist_ok=False)  # nobody else may read it, and nobody writes it meanwhile
    except FileExistsError:
        raise StackError(f"{unfinished} is there: somebody is writing it, or was killed; then take it away") from None
    except OSError as error:
        raise StackError(f"{file} can't be written: {error.strerror}") from None
    try:
        # All of the database: what is taken by schemas leaves out the extension that lies in one of them.
        _run(where, "pg_dump", "--format=custom", "--file", str(unfinished), where.address)
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
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
    """All or nothing, in one transaction: what is there now goes with all that a newer version has made in it."""
    schemas = (*roles.SCHEMAS, roles.FAIRNESS)
    gone = [word for schema in schemas for word in ("-c", f"DROP SCHEMA IF EXISTS {schema} CASCADE")]
    once = ("-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", *gone, "-f", "-", where.address)
    with tempfile.TemporaryFile() as complaints, tempfile.TemporaryFile() as said:
        reads = subprocess.Popen(
            (where.program("pg_restore"), "-f", "-", str(file)),
            stdout=subprocess.PIPE, stderr=complaints, env=where.environ,
        )  # fmt: skip
        writes = subprocess.Popen(
            (where.program("psql"), *once),
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=where.environ,
        )  # fmt: skip
        _pour(reads, writes)
        if writes.returncode > 0:
            raise _failed("psql", said)
        if reads.returncode:
            raise _failed("pg_restore", complaints)


def _pour(reads: "subprocess.Popen[bytes]", writes: "subprocess.Popen[bytes]") -> None:
    """Whoever writes commits when there is no more to come: so it is killed where not all has come."""
    assert reads.stdout is not None and writes.stdin is not None
    try:
        with reads.stdout, suppress(BrokenPipeError):
            shutil.copyfileobj(reads.stdout, writes.stdin)
        if reads.wait():
            writes.kill()
        with suppress(BrokenPipeError):
            writes.stdin.close()
        writes.wait()
    finally:
        for child in (reads, writes):
            child.kill()
            child.wait()


def _failed(program: str, complaints: IO[bytes]) -> StackError:
    complaints.seek(0)
    return StackError(f"{_complaint(program, complaints.read().decode('utf-8', 'replace'))} Nothing was changed.")


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
    if missing := {*roles.ROLES, roles.KEEPER} - known:
        raise StackError(f"there is no role {min(missing)}: run `rematch roles` first")


async def _connected(where: Place) -> "asyncpg.Connection[asyncpg.Record]":
    try:
        return await asyncpg.connect(where.url, timeout=10)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise StackError(f"the database does not let us in: {str(error) or type(error).__name__}") from error


def _run(where: Place, program: str, *words: str) -> str:
    command = (where.program(program), *words)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=where.environ)
    if done.returncode:
        raise StackError(_complaint(program, done.stderr))
    return done.stdout


def _complaint(program: str, told: str) -> str:
    """Its first line says what, the next often why."""
    lines = [line.strip() for line in told.strip().splitlines()[:4]] or ["it said nothing"]
    return f"{program}: {' '.join(lines).removeprefix(f'{program}: ').removeprefix('error: ')}"
