"""A tenant's matches on a topic of its own: `matches.TENANT`, read as `matches` is, by whoever that tenant lets.

What of it can't be handled goes to the dead-letter topic of `matches`, and comes back by its retry topics.
"""

import re
from dataclasses import replace

from rematch_common.contracts.topic import OWN, Topic
from rematch_common.contracts.topics import MATCHES

_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
# matches.dlq and matches.notify.retry are others' names already; and Kafka takes no two names that differ in `.` and
# `_` alone.
_TAKEN = re.compile(r"(^|[._])(dlq|retry)$")


def may_have_own_topic(tenant_id: str) -> bool:
    """Whether `matches.TENANT` would be no other topic's name."""
    return bool(_ID.fullmatch(tenant_id)) and not _TAKEN.search(tenant_id)


def own_topic_name(tenant_id: str) -> str:
    """Where the matches of a tenant go that asks for it."""
    return f"{OWN}{tenant_id}"


def own_topic(tenant_id: str) -> Topic:
    """That topic. Raises ValueError for a tenant that can have none."""
    if not may_have_own_topic(tenant_id):
        raise ValueError(f"{tenant_id!r} can have no topic of its own: matches.{tenant_id} names something else")
    return replace(
        MATCHES, name=own_topic_name(tenant_id), description=f"What {MATCHES.name} holds, of the tenant {tenant_id}."
    )


def is_own_topic(name: str) -> bool:
    """Whether a topic of that name is a tenant's own."""
    return name.startswith(OWN) and may_have_own_topic(name.removeprefix(OWN))
