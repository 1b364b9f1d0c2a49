"""Brings the cluster's access control entries to what is wanted, and tells what is beyond it."""

from collections.abc import AsyncIterator, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from rematch_common.contracts.access import USER
from rematch_common.secured import secured
from rematch_devstack.errors import StackError
from rematch_devstack.security.acls import Binding
from rematch_devstack.security.wire import CreateAcls, DeleteAcls, DescribeAcls, ask, check

_OURS = f"User:{USER}"
_EVERYBODY = "User:*"


@dataclass(frozen=True)
class Grants:
    """Between what is wanted and what is there. `beyond`: what our users, or everybody, may do on top of it."""

    missing: tuple[Binding, ...]
    beyond: tuple[Binding, ...]


@asynccontextmanager
async def administrating(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """A connection of an administrator. Kafka's errors become StackErrors."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, **secured(), request_timeout_ms=15_000)
    try:
        await admin.start()
        yield admin
    except (KafkaError, OSError, TimeoutError) as error:
        raise StackError(f"Kafka at {bootstrap} does not do it: {str(error) or type(error).__name__}") from error
    finally:
        await admin.close()


async def there(admin: AIOKafkaAdminClient) -> frozenset[Binding]:
    """All entries of the cluster. StackError where it keeps none, or doesn't tell."""
    answer = await ask(admin, DescribeAcls())
    check(answer.error_code, answer.error_message, "to tell who may do what (is an authorizer set?)")
    return frozenset(
        Binding(kind, name, pattern, *entry) for kind, name, pattern, entries in answer.resources for entry in entries
    )


def compare(wanted: Set[Binding], found: Set[Binding]) -> Grants:
    ours = {each for each in found if each.principal == _EVERYBODY or each.principal.startswith(_OURS)}
    return Grants(tuple(sorted(wanted - found)), tuple(sorted(ours - wanted)))


async def grant(admin: AIOKafkaAdminClient, bindings: tuple[Binding, ...]) -> None:
    if bindings:
        answer = await ask(admin, CreateAcls([tuple(each) for each in bindings]))
        for (code, told), binding in zip(answer.creation_responses, bindings, strict=True):
            check(code, told, f"that {binding}")


async def take_back(admin: AIOKafkaAdminClient, bindings: tuple[Binding, ...]) -> None:
    if bindings:
        answer = await ask(admin, DeleteAcls([tuple(each) for each in bindings]))
        for (code, told, _), binding in zip(answer.filter_responses, bindings, strict=True):
            check(code, told, f"to take back that {binding}")
