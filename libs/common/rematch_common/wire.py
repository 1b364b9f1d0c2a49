"""What a record takes on when it leaves for Kafka: the whole address of its schema.

Outboxes and handlers know records as the models write them. Where the schemas are served is the deployment's to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rematch_common.codec import DATASCHEMA
from rematch_common.records import Headers, Outgoing


@dataclass(frozen=True, slots=True)
class Wire:
    """`schemas_url`: where ingest serves the schemas; empty where nobody does, and then no record names one."""

    schemas_url: str = ""

    async def dressed(self, records: Sequence[Outgoing]) -> list[Outgoing]:
        return [replace(record, headers=self._addressed(record.headers)) for record in records]

    def _addressed(self, headers: Headers) -> Headers:
        """What came from a topic has its address already, and keeps it."""
        return tuple(
            (name, f"{self.schemas_url}/".encode() + text) if name == DATASCHEMA and b":" not in text else (name, text)
            for name, text in headers
            if self.schemas_url or name != DATASCHEMA or b":" in text
        )
