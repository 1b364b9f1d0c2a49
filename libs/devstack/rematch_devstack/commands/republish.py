"""`rematch republish`: a service says once more what it last said about every key of its compacted topics."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.own_commands import DATABASE, is_told, output_of, with_database
from rematch_devstack.errors import StackError


def republish(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="Whose: ingest, dedup or match.")],
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="[TOPIC]...", help="[default: all that it writes]")
    ] = None,
    as_json: options.Json = False,
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """Publish again, from SERVICE's tables, the newest event about every key: after a compacted topic was lost, or was
    made anew with other partitions. The service may run meanwhile.
    """
    from rematch_devstack.commands.console import emit, plural, say
    from rematch_devstack.roles import SCHEMAS

    if service == "embed":
        raise StackError(
            "embed keeps nothing: stop it, `rematch replay deduped-jobs --from beginning --to embed`, the same for "
            "candidate-profiles and candidate-profiles-bulk, and start it"
        )
    if service not in SCHEMAS:
        raise StackError(f"there is no service {service} with tables: choose from {', '.join(SCHEMAS)}")
    told = ask(service, topic or (), environment(service, bootstrap, data_dir))
    if as_json:
        emit(json.dumps(told))
    for name, count in {} if as_json else told.items():
        say(f"{name}: {plural(count, 'key')} published again")
    if not told and not as_json:
        say(f"{service} keeps nothing of a compacted topic", "yellow")


def environment(service: str, bootstrap: str | None, data_dir: Path | None) -> dict[str, str]:
    """Told by the environment, else by the run in the data directory."""
    from rematch_devstack.commands.target import find
    from rematch_devstack.roles import role_of

    target = find(bootstrap, data_dir)
    of_run = target.postgres.get(role_of(service))
    if not (of_run or is_told(os.environ)):
        raise StackError(f"say where {service}'s database is: {DATABASE}, as {service} itself has it")
    known = with_database(of_run, os.environ) if of_run else dict(os.environ)
    return {**known, "REMATCH_KAFKA_BOOTSTRAP": target.bootstrap}


def ask(service: str, topics: Sequence[str], environ: Mapping[str, str]) -> dict[str, int]:
    said = output_of("rematch_common.republishing", service, *topics, environ=environ)
    found: dict[str, int] = json.loads(said.strip().rsplit("\n", 1)[-1])
    return found
