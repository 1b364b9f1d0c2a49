"""What operators are told of, once a cause."""

from datetime import datetime
from typing import Protocol

from rematch_ingest.domain.causes import Cause, Ended


class Alerts(Protocol):
    async def tell(self, cause: Cause, now: datetime) -> bool:
        """Whether it is news: a cause that is known and goes on is told once."""
        ...

    async def end(self, ended: Ended, now: datetime) -> bool:
        """Tell that it is over; False where nothing of it was told."""
        ...
