"""Tables that came back from a backup, and take what Kafka knows better. See Relearn."""

from typing import Protocol

from rematch_common.contracts import AccessKey, CandidateChanged, TenantSettings
from rematch_common.records import Record


class Relearned(Protocol):
    """Each gives whether it was news; the record stands as the last word about its key from then on. All methods raise
    DependencyAway."""

    async def key(self, key: AccessKey, record: Record) -> bool:
        """A key is made, and once revoked, for good."""
        ...

    async def tenant(self, settings: TenantSettings | None, record: Record) -> bool:
        """None for one that is gone. What others need not know of a new one is as when it is made."""
        ...

    async def person(self, person: CandidateChanged, record: Record) -> bool | None:
        """None for somebody of whom nothing is known, not even that they were erased."""
        ...
