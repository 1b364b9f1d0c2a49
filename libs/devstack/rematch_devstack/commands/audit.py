"""`rematch audit`: how people of protected groups fare, and what they have told of themselves for that alone."""

import asyncio
import json
import os
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.own_commands import environment, lines_of
from rematch_devstack.errors import StackError

if TYPE_CHECKING:
    from rematch_common.secret import Secret

_URL = "REMATCH_FAIRNESS_URL"
_MATCH = "rematch_match.telling_scores"
_YEAR = timedelta(days=365)
T = TypeVar("T")


def commands() -> typer.Typer:
    app, attributes = typer.Typer(no_args_is_help=True), typer.Typer(no_args_is_help=True)
    attributes.command("import")(import_)
    attributes.command("show")(show_)
    app.add_typer(attributes, name="attributes", help="What people told of themselves, for audits alone.")
    app.command()(fairness)
    return app


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or JSON lines; see docs/operating.md.")],
    source: Annotated[str, typer.Option(help='Where it comes from, as the audit tells it: "survey of May 2026".')],
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """Take in what people told of their sex and of their race or ethnicity, in place of what was there."""
    from rematch_devstack.commands.console import emit, plural, say
    from rematch_devstack.fairness.reading import read

    told, label = read(file), " ".join(source.split())[:200]
    if not label:
        raise StackError("--source says where the answers come from: the audit has to tell it")
    done = _answered(_taken_in(told, label, data_dir))
    if as_json:
        emit(json.dumps(done))
        return
    say(f"{plural(done['people'], 'person', 'people')} imported")
    if done["unsaid"]:
        say(f"{done['unsaid']:,} said neither: what was there of them is gone")
    if done["unknown"]:
        say(f"{done['unknown']:,} left out: match knows nobody of their ids, or has forgotten them", "yellow")


def show_(
    tenant: Annotated[str, typer.Argument(metavar="TENANT", callback=options.tenant_id)],
    candidate: Annotated[str, typer.Argument(metavar="CANDIDATE")],
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """What is kept of one person: for that person, who asks."""
    from rematch_devstack.commands.console import emit, say

    found = _answered(_kept(tenant, candidate, data_dir))
    if as_json:
        emit(json.dumps(found))
    elif found is None:
        say("nothing")
    else:
        say(f"sex: {found['sex'] or 'not said'}; race or ethnicity: {found['race_ethnicity'] or 'not said'}")


def fairness(
    tenant: options.Tenant = None,
    since: Annotated[str | None, typer.Option(help="What was told since: 2026-01-01  [default: a year ago]")] = None,
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """Impact ratios by sex, race or ethnicity and both, of scores above the median (New York City's Local Law 144), and
    which features stand in for them."""
    from rematch_devstack.commands.auditing import show
    from rematch_devstack.commands.console import emit

    found = _answered(_audited(tenant, moment(since, datetime.now(UTC)), data_dir))
    if as_json:
        emit(json.dumps(found))
    else:
        show(found)


def moment(text: str | None, now: datetime) -> datetime:
    """A date is its beginning, and UTC unless it says otherwise."""
    try:
        read = datetime.fromisoformat(text) if text else now - _YEAR
    except ValueError:
        raise StackError("--since: write 2026-01-01, or 2026-01-01T10:00") from None
    found = read if read.tzinfo else read.replace(tzinfo=UTC)
    if found > now:
        raise StackError("--since lies ahead: nothing was told since then")
    return found


def store_url(data_dir: Path | None, environ: Mapping[str, str] = os.environ) -> "Secret":
    """The auditor's: told by the environment, else by the run in the data directory."""
    from rematch_devstack import workspace
    from rematch_devstack.commands.roles import told
    from rematch_devstack.commands.target import of_run
    from rematch_devstack.roles import AUDITOR

    if data_dir is None and (url := told(environ, _URL)):
        return url
    found = of_run(data_dir or workspace.default_data_dir(environ)).postgres.get(AUDITOR)
    if found is None:
        raise StackError("the running stack is of an older release, which has no store of attributes: start it anew")
    return found


def _answered(work: Coroutine[Any, Any, T]) -> T:
    """StackError where the store isn't there, or isn't to be seen by this login."""
    from asyncpg import InsufficientPrivilegeError, UndefinedTableError

    from rematch_common.errors import DependencyAway

    try:
        return asyncio.run(work)
    except DependencyAway as away:
        raise StackError(str(away)) from None
    except (InsufficientPrivilegeError, UndefinedTableError) as error:
        raise StackError(f"the store of attributes: {error}; `rematch roles` makes it, for rematch_fairness") from None


async def _taken_in(told: Any, source: str, data_dir: Path | None) -> dict[str, int]:
    from dataclasses import asdict

    from rematch_common.clock import utc_now
    from rematch_devstack.fairness.importing import take_in
    from rematch_devstack.fairness.store import opened

    environ = environment("match", data_dir)

    def known() -> frozenset[tuple[str, str]]:
        return frozenset((tenant, candidate) for tenant, candidate in lines_of(_MATCH, "people", environ=environ))

    async with opened(store_url(data_dir)) as store:
        return asdict(await take_in(told, source, store, lambda: asyncio.to_thread(known), utc_now))


async def _kept(tenant: str, candidate: str, data_dir: Path | None) -> dict[str, Any] | None:
    from dataclasses import asdict

    from rematch_devstack.fairness.store import opened

    async with opened(store_url(data_dir)) as store:
        found = (await store.all([tenant]))[0].get((tenant, candidate))
    return asdict(found) if found else None


async def _audited(tenant: str | None, since: datetime, data_dir: Path | None) -> dict[str, Any]:
    from rematch_devstack.fairness.auditing import audit
    from rematch_devstack.fairness.store import opened

    words = ["scores", since.isoformat(), *([tenant] if tenant is not None else [])]
    told = list(lines_of(_MATCH, *words, environ=environment("match", data_dir)))
    async with opened(store_url(data_dir)) as store:
        found = await audit(told, store)
    return {"tenant_id": tenant, "since": since.isoformat(), "until": datetime.now(UTC).isoformat(), **found}
