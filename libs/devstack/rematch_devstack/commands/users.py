"""`rematch users`: passwords of Kafka's users."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from rematch_devstack.commands import options
from rematch_devstack.errors import StackError

User = Annotated[str, typer.Argument(help="rematch-ingest, rematch-tenant-acme and so on.")]
_LEAST = 16


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command("set")(set_)
    app.command("list")(list_)
    return app


def set_(
    user: User,
    password_file: Annotated[
        Path, typer.Option(help="A file with the password; - reads it from the standard input.", allow_dash=True)
    ],
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """Make the user, or give it another password. What is connected stays so."""
    from rematch_devstack.commands.console import say
    from rematch_devstack.commands.target import find

    password = read(password_file)
    asyncio.run(_set(find(bootstrap, data_dir).bootstrap, user, password))
    say(f"{user} logs in with that password from now on")
    if not _is_known(user):
        say(f"{user} is none of the users that `rematch topics --acls` grants anything: was another meant?", "yellow")


def list_(bootstrap: options.Bootstrap = None, data_dir: options.DataDir = None) -> None:
    """The users who have a password."""
    from rematch_devstack.commands.console import emit
    from rematch_devstack.commands.target import find

    for user in sorted(asyncio.run(_known(find(bootstrap, data_dir).bootstrap))):
        emit(user)


def _is_known(user: str) -> bool:
    from rematch_common.contracts.access import ACCESS, BESIDE, reader_of, user_of

    return user in map(user_of, (*ACCESS, *BESIDE)) or user.startswith(reader_of(""))


def read(file: Path) -> str:
    """StackError for a password that can't be read, or is soon guessed."""
    from rematch_common.secret import content

    try:
        password = typer.get_text_stream("stdin").read().strip() if str(file) == "-" else content(file)
    except OSError as error:
        raise StackError(f"the password can't be read: {error}") from error
    if len(password) < _LEAST or not (password.isascii() and password.isprintable()):
        raise StackError(
            f"a password has {_LEAST} printable ASCII characters or more: `openssl rand -base64 24` makes one"
        )
    return password


async def _set(bootstrap: str, user: str, password: str) -> None:
    from rematch_common.secured import security
    from rematch_devstack.security.granting import administrating
    from rematch_devstack.security.users import set_password

    how = security()
    mechanism = how.sasl if how.logs_in and how.sasl != "PLAIN" else "SCRAM-SHA-512"
    async with administrating(bootstrap) as admin:
        await set_password(admin, user, password, mechanism)


async def _known(bootstrap: str) -> frozenset[str]:
    from rematch_devstack.security.granting import administrating
    from rematch_devstack.security.users import known_users

    async with administrating(bootstrap) as admin:
        return await known_users(admin)
