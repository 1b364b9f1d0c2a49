"""The id under which the fate of one posting is asked for: which receipt it is of, and its place there.

A receipt stands for one request, a batch of one, or an import. Derived ids make a repetition the same postings.
"""

import re
from dataclasses import dataclass
from uuid import UUID, uuid5

_DERIVED = UUID("b9b4ad2c-6f5d-5e0e-9d4f-5c1f1f6a7e11")
_ID = re.compile(r"([0-9a-f]{32})-(0|[1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class IngestId:
    receipt: UUID
    place: int

    def __str__(self) -> str:
        return f"{self.receipt.hex}-{self.place}"


def read_id(text: str) -> IngestId | None:
    """The id that this text is; None for one that is not ours."""
    found = _ID.fullmatch(text)
    return IngestId(UUID(found[1]), int(found[2])) if found else None


def derived(tenant_id: str, kind: str, key: str, number: int = 0) -> UUID:
    """The receipt of what a tenant sends under an idempotency key, the same each time."""
    return uuid5(_DERIVED, f"{tenant_id}/{kind}/{number}/{key}")
