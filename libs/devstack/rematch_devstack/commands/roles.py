"""`rematch roles`: the database's roles and schemas on a server that somebody else runs."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from rematch_devstack.errors import StackError


def roles(
    url: Annotated[
        str,
        typer.Option(
            envvar="REMATCH_ADMIN_URL", help="An administrator's address of the database  [or REMATCH_ADMIN_URL_FILE]"
        ),
    ] = "",
) -> None:
    """Make the database's roles and schemas, or bring them up to date.

    Passwords come from REMATCH_OWNER_PASSWORD, REMATCH_INGEST_PASSWORD and so on; a role without one keeps what it has.
    Each may lie in a file: REMATCH_OWNER_PASSWORD_FILE and so on.
    """
    from rematch_devstack.commands.console import say
    from rematch_devstack.roles import statements

    address, passwords = url or told(os.environ, "REMATCH_ADMIN_URL"), passwords_of(os.environ)
    if not address:
        raise StackError("say where the database is: REMATCH_ADMIN_URL, or REMATCH_ADMIN_URL_FILE")
    asyncio.run(apply(address, statements(passwords)))
    say(f"roles and schemas are as they should be; passwords set for {', '.join(passwords) or 'none of them'}")


def passwords_of(environ: Mapping[str, str]) -> dict[str, str]:
    """The passwords that the environment gives, by role."""
    from rematch_devstack.roles import ROLES

    given = {role: told(environ, f"REMATCH_{role.removeprefix('rematch_').upper()}_PASSWORD") for role in ROLES}
    return {role: password for role, password in given.items() if password}


def told(environ: Mapping[str, str], name: str) -> str:
    """StackError for a file that can't be read."""
    from rematch_common.secret import content

    file = environ.get(f"{name}_FILE", "")
    try:
        return content(Path(file)) if file else environ.get(name, "")
    except OSError as error:
        raise StackError(f"{name}_FILE: {error}") from error


async def apply(url: str, statements: Sequence[str]) -> None:
    """All of it in one transaction. StackError says why not, without the address: it holds a password."""
    import asyncpg

    try:
        connection = await asyncpg.connect(url, timeout=30)
        try:
            async with connection.transaction():
                for statement in statements:
                    await connection.execute(statement)
        finally:
            await connection.close()
    except asyncpg.InvalidCatalogNameError as error:
        raise StackError(f"{error}: create it first (CREATE DATABASE rematch)") from error
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise StackError(f"the database refuses: {str(error) or type(error).__name__}") from error
