"""Candidates as recruiters gave them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from rematch_common.contracts import CandidateChanged


class Candidates(Protocol):
    async def save(self, candidates: Sequence[CandidateChanged], now: datetime) -> list[CandidateChanged]:
        """Store those that are new or changed, with their next version and the event that tells of it; give back all
        with the version they have now."""
        ...
