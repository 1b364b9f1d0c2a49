"""What a user may do, in Kafka's words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from rematch_common.contracts import Introduction
from rematch_common.contracts.access import (
    ACCESS,
    ANY,
    Access,
    access_introducing,
    access_of_tenant,
    reader_of,
    user_of,
)

TOPIC, GROUP = 2, 3
LITERAL, PREFIXED = 3, 4
READ, WRITE, CREATE, DELETE, DESCRIBE, DESCRIBE_CONFIGS = 3, 4, 5, 6, 8, 10
ALLOW, DENY = 3, 2
_KINDS = {1: "any", TOPIC: "topic", GROUP: "group", 4: "cluster", 5: "transactional id", 6: "token", 7: "user"}
_DEEDS = {
    2: "do all with",
    READ: "read",
    WRITE: "write",
    CREATE: "create",
    DELETE: "delete",
    7: "alter",
    DESCRIBE: "describe",
    9: "act for",
    DESCRIBE_CONFIGS: "describe the settings of",
    11: "alter the settings of",
    12: "write without repetition to",
}


class Binding(NamedTuple):
    """One access control entry, in the order of Kafka's protocol."""

    kind: int
    name: str
    pattern: int
    principal: str
    host: str
    deed: int
    permission: int

    def __str__(self) -> str:
        rest = f" and all that begins so ({self.name}*)" if self.pattern == PREFIXED else ""
        word = "may" if self.permission == ALLOW else "must not"
        deed, kind = _DEEDS.get(self.deed, f"operation {self.deed}"), _KINDS.get(self.kind, f"resource {self.kind}")
        from_where = "" if self.host == "*" else f" from {self.host}"
        return f"{self.principal.removeprefix('User:')} {word} {deed} the {kind} {self.name}{rest}{from_where}"


def bindings_of(user: str, access: Access) -> Iterator[Binding]:
    """Reading, writing and deleting a topic let it be seen, too: Kafka needs no word for that."""
    topics = {
        READ: access.reads,
        WRITE: access.writes,
        CREATE: access.creates,
        DELETE: access.deletes,
        DESCRIBE: access.sees - access.reads - access.writes - access.deletes,
        DESCRIBE_CONFIGS: access.inspects,
    }
    for deed, names in topics.items():
        yield from (_allowed(user, TOPIC, name, deed) for name in sorted(names))
    yield from (_allowed(user, GROUP, f"{prefix}{ANY}", READ) for prefix in sorted(access.groups))
    yield from (_allowed(user, GROUP, name, DESCRIBE) for name in sorted(access.watches))


def _allowed(user: str, kind: int, name: str, deed: int) -> Binding:
    pattern = PREFIXED if name.endswith(ANY) else LITERAL
    return Binding(kind, name.removesuffix(ANY), pattern, f"User:{user}", "*", deed, ALLOW)


def wanted() -> frozenset[Binding]:
    """All of ACCESS."""
    return of_services(ACCESS)


def of_services(accesses: Mapping[str, Access]) -> frozenset[Binding]:
    """What these may do, each by the user of its name."""
    return frozenset(each for service, access in accesses.items() for each in bindings_of(user_of(service), access))


def wanted_of_readers(tenants: Iterable[str]) -> frozenset[Binding]:
    """What the programs of these tenants may do, each with its own topic."""
    return frozenset(each for tenant in tenants for each in bindings_of(reader_of(tenant), access_of_tenant(tenant)))


def wanted_of_introductions(introductions: Iterable[Introduction]) -> frozenset[Binding]:
    """What embed and match may do beside, while these models are being introduced."""
    return frozenset(
        each
        for introduction in introductions
        for service, access in access_introducing(introduction).items()
        for each in bindings_of(user_of(service), access)
    )
