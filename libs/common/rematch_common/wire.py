"""What a record takes on when it leaves for Kafka: the whole address of its schema and, where there is a schema
registry, the frame that names its schema there.

Outboxes and handlers know records as the models write them. Where schemas are served and registered is the
deployment's to say, and may change while records wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rematch_common.codec import DATASCHEMA
from rematch_common.contracts.dataschema import dataschema
from rematch_common.frames import framed
from rematch_common.records import Headers, Outgoing


class Registry(Protocol):
    """Knows the ids of schemas. Raises DependencyAway when it can't tell."""

    async def id_of(self, topic_name: str, *, of_another_release: bool = False) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Wire:
    """`schemas_url`: where ingest serves the schemas; empty where nobody does, and then no record names one."""

    schemas_url: str = ""
    registry: Registry | None = None

    async def dressed(self, records: Sequence[Outgoing]) -> list[Outgoing]:
        """The records as they are sent. Raises DependencyAway while the registry can't be asked."""
        dressed = [replace(record, headers=self._addressed(record.headers)) for record in records]
        if self.registry is None:
            return dressed
        return [
            replace(sent, value=await self._framed(self.registry, record))
            for record, sent in zip(records, dressed, strict=True)
        ]

    def _addressed(self, headers: Headers) -> Headers:
        """What came from a topic has its address already, and keeps it."""
        return tuple(
            (name, f"{self.schemas_url}/".encode() + text) if name == DATASCHEMA and b":" not in text else (name, text)
            for name, text in headers
            if self.schemas_url or name != DATASCHEMA or b":" in text
        )

    @staticmethod
    async def _framed(registry: Registry, record: Outgoing) -> bytes | None:
        if record.value is None:
            return None
        schema_id = await registry.id_of(record.topic, of_another_release=_is_of_another_release(record.headers))
        return record.value if schema_id is None else framed(schema_id, record.value)


def _is_of_another_release(headers: Headers) -> bool:
    """While one release takes over from another, each may send what the other has left in the outbox."""
    told = {name: text.decode("utf-8", "replace") for name, text in headers}
    wording = told.get(DATASCHEMA)
    return wording is not None and not wording.endswith(dataschema(told.get("ce_type", "")) or "/")
