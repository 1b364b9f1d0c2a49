"""Erasures: who was to be forgotten, and which stores have said that they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from rematch_common.erasing import Erasure

_ERASURES = UUID("5e3e1c0a-90f4-5f0e-8c34-3f6c1b7a2d55")
SERVICES = ("ingest", "embed", "match", "notify")
DEAD_LETTERS = "dlq"
"""Kafka's own: nobody but Kafka forgets what lies there."""
STORES = (*SERVICES, DEAD_LETTERS)
"""Those that keep something of people; an erasure is done when each has given a receipt."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A store's word that it has forgotten somebody. `gone_by`: when the last copy goes that can't go alone."""

    done_at: datetime
    counts: Mapping[str, int]
    gone_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """An erasure as the ledger has it."""

    erasure: Erasure
    asked_at: datetime
    replayed_at: datetime | None = None
    receipts: Mapping[str, Receipt] = field(default_factory=dict)

    @property
    def outstanding(self) -> Sequence[str]:
        return [store for store in STORES if store not in self.receipts]

    @property
    def done_at(self) -> datetime | None:
        """When the last of the stores was done; None while one is outstanding."""
        return None if self.outstanding else max(self.receipts[store].done_at for store in STORES)


def erasure_of(tenant_id: str, candidate_id: str, version: int) -> Erasure:
    """The same person at the same version is the same erasure, however often it is written down."""
    name = f"{tenant_id}/{candidate_id}/{version}"
    return Erasure(str(uuid5(_ERASURES, name)), tenant_id, candidate_id, version)
