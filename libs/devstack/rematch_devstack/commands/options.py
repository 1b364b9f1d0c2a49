"""Options that several commands share."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rematch_common.contracts import Introduction, Topic

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Data directory of the running stack  [default: REMATCH_DATA_DIR, else .rematch]"),
]
Bootstrap = Annotated[
    str | None,
    typer.Option("--bootstrap", help="Kafka's address  [default: REMATCH_KAFKA_BOOTSTRAP, else the running stack's]"),
]


def tenant_id(told: str | None) -> str | None:
    """As the records have them; else it is a bad option. An empty one is what a variable without a value leaves, and
    must not stand for everybody."""
    from pydantic import TypeAdapter, ValidationError

    from rematch_common.contracts.fields import Id

    try:
        return None if told is None else TypeAdapter[str](Id).validate_python(told)
    except ValidationError:
        raise typer.BadParameter("a tenant is named with 1 to 64 letters, digits, '_', '.' or '-'") from None


Tenant = Annotated[str | None, typer.Option("--tenant", help="Only this tenant's.", callback=tenant_id)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Embedded = Annotated[bool, typer.Option("--embedded", help="As few partitions as one machine needs.")]
Replication = Annotated[int, typer.Option(min=1, envvar="REMATCH_TOPIC_REPLICATION", help="Copies of new topics.")]


def introduction(label: str) -> "Introduction":
    """What stands for the model of this label; a bad label is a bad option."""
    from rematch_common.contracts import Introduction

    try:
        return Introduction(label)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def own_topics(tenants: Sequence[str]) -> "list[Topic]":
    """Those of these tenants; a tenant that can have none is a bad option."""
    from rematch_common.contracts import own_topic

    try:
        return [own_topic(tenant) for tenant in tenants]
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
