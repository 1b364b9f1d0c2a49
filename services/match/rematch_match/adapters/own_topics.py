"""On which topic the matches of a tenant are told."""

from collections.abc import Collection, Mapping

from rematch_common.contracts import MATCHES, own_topic_name
from rematch_common.database import Connection


async def own_topics(connection: Connection, tenants: Collection[str]) -> Mapping[str, str]:
    """Of those among these tenants that have one. Nobody is switched while the caller's transaction keeps the terms."""
    rows = await connection.fetch("SELECT tenant_id FROM own_topics WHERE own AND tenant_id = ANY ($1)", list(tenants))
    return {row["tenant_id"]: own_topic_name(row["tenant_id"]) for row in rows}


def both_topics(tenant_id: str) -> tuple[str, str]:
    """The two on which something of a tenant's matches can lie, as long as they are being moved."""
    return MATCHES.name, own_topic_name(tenant_id)


def topic_of(tenant_id: str, *, own: bool) -> str:
    return both_topics(tenant_id)[own]
