"""`rematch learn`: models that are made of what people do with their matches, in match's own tables."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.own_commands import environment, output_of
from rematch_devstack.errors import StackError

_MODULE = "rematch_match.offline_learn"
_OVERTAKEN = "what is in force was switched meanwhile, and nothing was kept: learn again"
Tenant = Annotated[
    str | None, typer.Option(help="Only this one, whatever profile it has chosen.", callback=options.tenant_id)
]


def commands() -> typer.Typer:
    app = typer.Typer(invoke_without_command=True)
    app.callback()(learn)
    app.command()(status)
    app.command()(rollback)
    return app


def learn(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    context: typer.Context,
    tenant: Tenant = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Train and judge, and keep nothing.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Though a model was taken back, or nothing is new.")] = False,
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """Train a model of each tenant that has chosen the profile `learned`, and put it in force if it is better for
    sure. Without a model that is, the profile is `rematch`."""
    from rematch_devstack.commands.console import emit, say, show_table

    if context.invoked_subcommand:
        return
    how = [word for word, wanted in (("--dry-run", dry_run), ("--again", again)) if wanted]
    words = ["train", *how, *([] if tenant is None else [tenant])]
    told = json.loads(output_of(_MODULE, *words, environ=environment("match", data_dir)))
    if as_json:
        emit(json.dumps(told))
        return
    show_table(("tenant", "model", "outcome", "nDCG@10", "learned from", "why"), list(rows(told)))
    if not told:
        say("no tenant has chosen the profile: rematch tenants set TENANT scoring_profile=learned", "yellow")
    if dry_run:
        say("a dry run: nothing was kept", "yellow")


def status(tenant: Tenant = None, as_json: options.Json = False, data_dir: options.DataDir = None) -> None:
    """Which model is in force for whom, what it was made of, and how it came there."""
    from rematch_devstack.commands.console import emit, say, show_table

    told = json.loads(
        output_of(_MODULE, "status", *([] if tenant is None else [tenant]), environ=environment("match", data_dir))
    )
    if as_json:
        emit(json.dumps(told))
        return
    for one in told:
        say(headline(one), "green" if one["used"] else "yellow")
        show_table(("model", "trained", "nDCG@10", "learned from", "refused"), list(kept(one)))
    if not told:
        say("nothing was learned yet", "dim")


def rollback(
    tenant: Annotated[str, typer.Argument(metavar="TENANT", callback=options.tenant_id)],
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """Put what was in force before the model back in force. Exit 1 where none is."""
    from rematch_devstack.commands.console import emit, safe, say

    told = json.loads(output_of(_MODULE, "rollback", tenant, environ=environment("match", data_dir)))
    if told["from"] is None:
        raise StackError(safe(f"no model is in force for {tenant}"))
    if as_json:
        emit(json.dumps(told))
    else:
        now = "the profile alone" if told["to"] is None else f"model {told['to']}"
        say(
            safe(
                f"{tenant}: back from model {told['from']} to {now}; its people will be matched again, little by little"
            )
        )


def rows(told: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    from rematch_devstack.commands.console import safe

    for one in told:
        model = "-" if one["model"] is None else str(one["model"])
        why = _OVERTAKEN if one["outcome"] == "overtaken" else safe(one["refused"] or "", 200)
        yield [safe(one["tenant_id"]), model, one["outcome"], gain(one), made_of(one), why]


def kept(one: Mapping[str, Any]) -> Iterator[list[str]]:
    from rematch_devstack.commands.console import safe

    for model in one["models"]:
        name = f"{model['model']}{' in force' if model['model'] == one['in_force'] else ''}"
        yield [
            name,
            model["trained_at"][:16].replace("T", " "),
            gain(model),
            made_of(model),
            safe(model["refused"] or "", 200),
        ]


def headline(one: Mapping[str, Any]) -> str:
    from rematch_devstack.commands.console import safe

    now = "no model is in force" if one["in_force"] is None else f"model {one['in_force']} is in force"
    last = f", {one['switches'][-1]['why'].replace('_', ' ')}" if one["switches"] else ""
    unused = "" if one["used"] or one["in_force"] is None else f", and isn't used: the profile is {one['profile']}"
    return safe(f"{one['tenant_id']}: {now}{last}{unused}", 300)


def gain(one: Mapping[str, Any]) -> str:
    """From what it was to what it is by the model, with the interval of the difference."""
    judged = one["judged"]
    if judged is None:
        return "-"
    bounds = f"{judged['low']:+.3f} to {judged['high']:+.3f}"
    return f"{judged['before']:.3f} → {judged['after']:.3f} ({bounds})"


def made_of(one: Mapping[str, Any]) -> str:
    from rematch_devstack.commands.console import plural

    data = one["data"]
    if not data["pairs"]:
        return f"nothing yet; {data['digest'][:8]}"
    until = datetime.fromtimestamp(data["until"], UTC).date()
    people, pairs = plural(data["people"], "person", "people"), plural(data["pairs"], "match", "matches")
    return f"{people}, {pairs}, {plural(data['reactions'], 'reaction')}, to {until}; {data['digest'][:8]}"
