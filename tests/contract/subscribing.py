"""Subscriptions and tellings that suites start from, and both kinds of store."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from rematch_common.database import Database
from rematch_common.sealing import DeploymentKeys, Sealer
from rematch_notify.adapters.postgres_subscriptions import PostgresSubscriptions
from rematch_notify.adapters.postgres_tellings import PostgresTellings
from rematch_notify.domain.filters import MatchFilter
from rematch_notify.domain.pacing import Pace
from rematch_notify.domain.subscriptions import Address, Subscription
from rematch_notify.domain.tellings import Telling, TellingState, Word
from rematch_notify.ports.subscriptions import Subscriptions
from rematch_notify.ports.tellings import Tellings
from tests.fakes.samples import NOW
from tests.fakes.subscribing import FakeSubscriptions, FakeTellings
from tests.fakes.tellings import item
from tests.servers import Postgres

SEALING_KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="


def subscription(number: int = 1, tenant: str = "demo", **fields: Any) -> Subscription:
    whole = Subscription(
        tenant_id=tenant,
        subscription_id=UUID(int=number),
        subscriber="recruiter:Mo",
        candidate_id=None,
        about="matches",
        filter=MatchFilter(min_score=60),
        channel="email",
        address=Address("mo@example.org"),
        pace=Pace(),
        cap=None,
        language="en",
        created_at=NOW + timedelta(seconds=number),
        changed_at=NOW,
    )
    return replace(whole, **fields)


def telling(job: UUID, number: int = 1, version: int = 1, **fields: Any) -> Telling:
    """Of one opening, to one subscription."""
    whole = Telling("demo", UUID(int=number), "c-1", job, version, 80.0, item(job), NOW)
    return replace(whole, **fields)


def word(job: UUID, version: int, *fits: Telling, candidate: str = "c-1", tenant: str = "demo") -> Word:
    return Word((tenant, candidate, job), version, fits)


@dataclass(frozen=True)
class Ledger:
    """Both ports over one store. `states`: of all tellings, by subscription, person and opening; `settle`: as DELIVER
    would leave what waits."""

    subscriptions: Subscriptions
    tellings: Tellings
    states: Callable[[], Awaitable[dict[tuple[int, str, UUID], tuple[TellingState, int]]]]
    settle: Callable[[UUID, TellingState], Awaitable[None]]


def fake_ledger() -> Ledger:
    return fake_ledger_of(FakeSubscriptions())


def fake_ledger_of(subscriptions: FakeSubscriptions) -> Ledger:
    tellings = FakeTellings(subscriptions)

    async def states() -> dict[tuple[int, str, UUID], tuple[TellingState, int]]:
        return {(key[1].int, *key[2:]): (one.state, one.version) for key, one in tellings.rows.items()}

    async def settle(job: UUID, state: TellingState) -> None:
        for key, one in tellings.rows.items():
            if one.job_id == job:
                tellings.rows[key] = replace(one, state=state)

    return Ledger(subscriptions, tellings, states, settle)


async def sealer() -> Sealer:
    made = Sealer(DeploymentKeys(SEALING_KEY, "", None))
    await made.start()
    return made


def ledger_in(database: Database, sealing: Sealer) -> Ledger:
    async def states() -> dict[tuple[int, str, UUID], tuple[TellingState, int]]:
        async with database.transaction(["demo", "second"]) as connection:
            rows = await connection.fetch("SELECT * FROM tellings")
        return {(r["subscription_id"].int, r["candidate_id"], r["job_id"]): (r["state"], r["version"]) for r in rows}

    async def settle(job: UUID, state: TellingState) -> None:
        async with database.transaction(["demo", "second"]) as connection:
            await connection.execute("UPDATE tellings SET state = $2 WHERE job_id = $1", job, state)

    return Ledger(PostgresSubscriptions(database, sealing), PostgresTellings(database), states, settle)


@asynccontextmanager
async def postgres_ledger(postgres: Postgres) -> AsyncIterator[Ledger]:
    async with postgres.database("notify") as database:
        yield ledger_in(database, await sealer())
