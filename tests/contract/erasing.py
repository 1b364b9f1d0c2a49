"""The ledgers of erasures that the suites run over."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from rematch_common.contracts import CandidateChanged, ErasureReceipt
from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.database import Database
from rematch_common.outbox import unpacked
from rematch_common.records import Outgoing
from rematch_ingest.adapters.postgres_access_keys import PostgresAccessKeys
from rematch_ingest.adapters.postgres_erasures import PostgresErasures
from rematch_ingest.domain.erasures import Asked
from rematch_ingest.ports.erasures import Erasures
from tests.contract.saving import saved
from tests.contract.test_ports_ingest import key
from tests.fakes.erasing import FakeErasures, FakeKnown
from tests.fakes.samples import NOW

HOUR = timedelta(hours=1)
Save = Callable[[Sequence[CandidateChanged], datetime], Awaitable[list[CandidateChanged]]]
Told = Callable[[str], Awaitable[list[Outgoing]]]


@dataclass(frozen=True)
class Ledger:
    """The ledger, the people it is about, and what has been written of a topic, in order."""

    erasures: Erasures
    save: Save
    told: Told

    async def known(self, name: str = "c-1", tenant: str = "demo", **fields: Any) -> CandidateChanged:
        given = CHANGED[0].model_copy(update={"tenant_id": tenant, "candidate_id": name, "updated_at": None, **fields})
        return (await self.save([given], NOW))[0]

    async def erased(self, name: str = "c-1", tenant: str = "demo", hours: int = 1) -> Asked:
        asked = await self.erasures.erase(tenant, name, NOW + hours * HOUR)
        assert asked
        return asked


async def ledgers(request: pytest.FixtureRequest) -> AsyncIterator[Ledger]:
    if request.param == "fake":
        candidates = FakeKnown()

        async def told(topic: str) -> list[Outgoing]:
            return [entry.outgoing for entry in candidates.outbox.entries if entry.outgoing.topic == topic]

        yield Ledger(FakeErasures(candidates), candidates.save, told)
        return
    async with request.getfixturevalue("postgres").database("ingest") as database:
        for tenant in ("demo", "second"):
            await PostgresAccessKeys(database).add(key(tenant), "tenant")
        yield Ledger(PostgresErasures(database), partial(saved, database), told_in(database))


def told_in(database: Database) -> Told:
    async def told(topic: str) -> list[Outgoing]:
        async with database.transaction() as connection:
            rows = await connection.fetch("SELECT * FROM outbox WHERE topic = $1 ORDER BY seq", topic)
        return [unpacked(row) for row in rows]

    return told


def word(asked: Asked, store: str, **fields: Any) -> ErasureReceipt:
    told = {
        "erasure_id": asked.erasure.erasure_id,
        "store": store,
        "done_at": NOW + 2 * HOUR,
        "counts": {"rows": 3},
        "tenant_id": asked.erasure.tenant_id,
    }
    return ErasureReceipt.model_validate(told | fields)
