"""Erase whom a tenant has had nothing to do with for longer than it keeps people."""

from dataclasses import dataclass
from datetime import timedelta

from rematch_common.clock import Now
from rematch_common.logs import logger
from rematch_ingest.ports.choices import Choices
from rematch_ingest.ports.erase import Erase
from rematch_ingest.ports.people import People

log = logger(__name__)
AT_ONCE = 50
"""Of a tenant in one round: each erasure is work for every store, and nobody's match should wait behind a thousand."""


@dataclass(frozen=True, slots=True)
class Retention:
    """One round, to be repeated every minute or so."""

    choices: Choices
    people: People
    erase: Erase
    now: Now

    async def __call__(self) -> None:
        now = self.now()
        for tenant_id, days in (await self.choices.retention_days()).items():
            old = await self.people.untouched(tenant_id, now - timedelta(days=days), AT_ONCE)
            for candidate_id in old:
                await self.erase(tenant_id, candidate_id)
            if old:
                log.info("kept no longer", tenant=tenant_id, people=len(old), days=days)
