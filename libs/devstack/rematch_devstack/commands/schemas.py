"""`rematch schemas`: the schemas of all topics, registered before anything is written with them."""

import asyncio
from typing import Annotated

import typer

from rematch_devstack.commands import options


def schemas(
    tenant: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Also for the own topic of this tenant; may be repeated.")
    ] = None,
) -> None:
    """Register the JSON Schemas of all topics with the registry that REMATCH_SCHEMA_REGISTRY_URL names.

    Services do it themselves when they first write. But a schema that the registry refuses is better found before a
    roll-out, and what is registered here lets them do with a login that only reads.
    """
    from rematch_common.contracts import TOPICS
    from rematch_common.contracts.subjects import subject_of
    from rematch_common.errors import DependencyAway, Unusable
    from rematch_common.wire_settings import RegistrySettings, registry_of
    from rematch_devstack.commands.console import say

    registry = registry_of(RegistrySettings())
    if registry is None:
        raise Unusable("there is no schema registry: set REMATCH_SCHEMA_REGISTRY_URL to its address")
    names = [topic.name for topic in (*TOPICS, *options.own_topics(tenant or ()))]

    async def register() -> None:
        for name in names:
            if (schema_id := await registry.id_of(name)) is not None:
                say(f"{subject_of(name)}: {schema_id}")

    try:
        asyncio.run(register())
    except DependencyAway as away:
        raise Unusable(str(away)) from None
