"""Brings the cluster's access control entries to what is wanted, and tells what is beyond it."""

import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Set
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from rematch_common import positions
from rematch_common.contracts import EMBEDDED_JOBS, Introduction
from rematch_common.contracts.access import BESIDE, USER, reader_of
from rematch_devstack.errors import StackError
from rematch_devstack.security import acls
from rematch_devstack.security.acls import Binding
from rematch_devstack.security.protocol import CreateAcls, DeleteAcls, DescribeAcls, ask, check

_OURS = f"User:{USER}"
_EVERYBODY = "User:*"


@dataclass(frozen=True)
class Grants:
    """Between what is wanted and what is there. `beyond`: what our users, or everybody, may do on top of it."""

    missing: tuple[Binding, ...]
    beyond: tuple[Binding, ...]


class _Heard(logging.Handler):
    """Why a connection failed is said by aiokafka in its log alone."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.last = record.getMessage()


@contextmanager
def _hearing() -> Iterator[_Heard]:
    logger, heard = logging.getLogger("aiokafka"), _Heard(logging.WARNING)
    logger.addHandler(heard)
    try:
        yield heard
    finally:
        logger.removeHandler(heard)


@asynccontextmanager
async def administrating(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """A connection of an administrator. Kafka's errors become StackErrors."""
    with _hearing() as heard:
        try:
            async with positions.administrating(bootstrap) as admin:
                yield admin
        except (KafkaError, OSError, TimeoutError) as error:
            why = heard.last or str(error) or type(error).__name__
            raise StackError(f"Kafka at {bootstrap} does not do it: {why}") from error


async def there(admin: AIOKafkaAdminClient) -> frozenset[Binding]:
    """All entries of the cluster. StackError where it keeps none, or doesn't tell."""
    answer = await ask(admin, DescribeAcls())
    check(answer.error_code, answer.error_message, "to tell who may do what (is an authorizer set?)")
    return frozenset(
        Binding(kind, name, pattern, *entry) for kind, name, pattern, entries in answer.resources for entry in entries
    )


def compare(wanted: Set[Binding], found: Set[Binding], standing: Set[Binding] = frozenset()) -> Grants:
    """`standing`: what is right where it is there, and isn't missed where it isn't."""
    ours = {each for each in found if each.principal == _EVERYBODY or each.principal.startswith(_OURS)}
    known = wanted | standing | readers_among(found)
    return Grants(tuple(sorted(wanted - found)), tuple(sorted(ours - known)))


def readers_among(found: Iterable[Binding]) -> frozenset[Binding]:
    """All that the readers of tenants' own topics may do, of those who are there."""
    begun = f"User:{reader_of('')}"
    tenants = {each.principal.removeprefix(begun) for each in found if each.principal.startswith(begun)}
    return acls.wanted_of_readers(tenants)


def introductions_among(topics: Iterable[str]) -> list[Introduction]:
    """The models that are being introduced, as the cluster's topics tell."""
    begun = f"{EMBEDDED_JOBS.name}."
    labels = (name.removeprefix(begun) for name in topics if name.startswith(begun))
    return [Introduction(label) for label in sorted(labels) if not label.endswith((".retry", ".dlq", "dlq"))]


async def difference(admin: AIOKafkaAdminClient, wanted: Set[Binding]) -> Grants:
    """Between what is wanted and what the cluster tells."""
    introduced = acls.wanted_of_introductions(introductions_among(await admin.list_topics()))
    return compare(wanted, await there(admin), introduced | acls.of_services(BESIDE))


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
