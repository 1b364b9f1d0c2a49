"""One suite for every store of subscriptions."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest

from rematch_notify.adapters.postgres_subscriptions import PostgresSubscriptions
from rematch_notify.domain.filters import AlertFilter, MatchFilter
from rematch_notify.domain.pacing import Pace
from rematch_notify.domain.subscriptions import Address, Cap, Subscription
from rematch_notify.ports.subscriptions import TooMany, Unknown
from tests.contract.subscribing import Ledger, fake_ledger, ledger_in, sealer, subscription, telling, word
from tests.fakes.samples import NOW, job_id
from tests.servers import Postgres

BOTH = ["fake", pytest.param("postgres", marks=pytest.mark.stack)]
FULL = subscription(
    2,
    subscriber="candidate:c-1",
    candidate_id="c-1",
    filter=MatchFilter(min_grade="B", skills=("python", "go"), workplaces=("remote",)),
    channel="webhook",
    address=Address("https://example.org/hook", "whsec_c2VjcmV0"),
    pace=Pace("daily", time(8, 15), (time(22), time(7)), "Europe/Berlin"),
    cap=Cap(5, "day"),
    language="de",
    state="off",
    state_why="it answered nothing for a day",
    failing_since=NOW,
)


@pytest.fixture(params=BOTH)
async def ledger(request: pytest.FixtureRequest) -> AsyncIterator[Ledger]:
    if request.param == "fake":
        yield fake_ledger()
        return
    async with request.getfixturevalue("postgres").database("notify") as database:
        yield ledger_in(database, await sealer())


@pytest.mark.parametrize("one", [subscription(), FULL], ids=["least", "full"])
async def test_what_was_made_is_there_as_it_was_made(ledger: Ledger, one: Subscription) -> None:
    await ledger.subscriptions.create(one, 10)
    assert await ledger.subscriptions.get(one.ref) == one


async def test_another_tenant_has_none_of_them(ledger: Ledger) -> None:
    await ledger.subscriptions.create(subscription(), 10)
    strange = ("second", UUID(int=1))
    for asked in (ledger.subscriptions.get(strange), ledger.subscriptions.remove(strange)):
        with pytest.raises(Unknown):
            await asked
    with pytest.raises(Unknown):
        await ledger.subscriptions.change(subscription(tenant="second").ref, lambda known: (known, None))
    assert await ledger.subscriptions.list("second", None, None, 10) == []


async def test_they_are_listed_in_the_order_in_which_they_were_made(ledger: Ledger) -> None:
    made = [subscription(number) for number in (3, 1, 2)]
    for one in [*made, subscription(4, subscriber="recruiter:Jo"), subscription(5, "second")]:
        await ledger.subscriptions.create(one, 10)
    mine = await ledger.subscriptions.list("demo", "recruiter:Mo", None, 10)
    assert [one.subscription_id.int for one in mine] == [1, 2, 3]
    after = mine[0].created_at, mine[0].subscription_id
    page = await ledger.subscriptions.list("demo", None, after, 2)
    assert [one.subscription_id.int for one in page] == [2, 3]


async def test_a_change_is_the_whole_of_it_and_moves_what_waits(ledger: Ledger) -> None:
    await ledger.subscriptions.create(subscription(), 10)
    await ledger.tellings.hold([word(job_id(1), 1, telling(job_id(1)))])
    changed = replace(subscription(), filter=MatchFilter(skills=("go",)), state="off", cap=Cap(1, "hour"))
    assert await ledger.subscriptions.change(changed.ref, lambda _: (changed, NOW + timedelta(hours=1))) == changed
    assert await ledger.subscriptions.get(changed.ref) == changed


async def test_a_removed_one_takes_what_it_was_told_with_it(ledger: Ledger) -> None:
    await ledger.subscriptions.create(subscription(), 10)
    await ledger.tellings.hold([word(job_id(1), 1, telling(job_id(1)))])
    await ledger.subscriptions.remove(subscription().ref)
    assert await ledger.states() == {}
    with pytest.raises(Unknown):
        await ledger.subscriptions.get(subscription().ref)
    with pytest.raises(Unknown):
        await ledger.subscriptions.remove(subscription().ref)


async def test_a_tenant_has_no_more_than_it_may(ledger: Ledger) -> None:
    made = [ledger.subscriptions.create(subscription(number), 2) for number in range(1, 6)]
    outcomes = await asyncio.gather(*made, return_exceptions=True)
    assert sum(isinstance(outcome, TooMany) for outcome in outcomes) == 3
    await ledger.subscriptions.create(subscription(9, "second"), 2)


async def test_match_is_given_those_that_may_be_about_these_people(ledger: Ledger) -> None:
    everyone = subscription(1)
    mine = subscription(2, candidate_id="c-1", subscriber="candidate:c-1")
    theirs = subscription(3, candidate_id="c-2", subscriber="candidate:c-2")
    others = [subscription(4, state="off"), subscription(5, "second"), operator(6)]
    for one in (everyone, mine, theirs, *others):
        await ledger.subscriptions.create(one, 10)
    found = await ledger.subscriptions.of_tenants({("demo", "c-1"), ("demo", "c-9")})
    assert sorted(one.subscription_id.int for one in found) == [1, 2]
    assert {one.address for one in found} == {Address("")}, "addresses stay sealed"
    assert await ledger.subscriptions.of_tenants(set()) == []


def operator(number: int, tenant: str = "demo", **fields: Any) -> Subscription:
    wanted = AlertFilter(kinds=("disk_low",), least_severity="warning")
    return subscription(number, tenant, about="alerts", subscriber="operator:Al", filter=wanted, **fields)


async def test_operators_of_the_deployment_hear_of_everybodys_alerts(ledger: Ledger) -> None:
    made = [operator(1), operator(2, "second", deployment=True), operator(3, "second"), operator(4, state="off")]
    for one in [*made, subscription(5)]:
        await ledger.subscriptions.create(one, 10)

    async def of(*tenants: str) -> list[int]:
        return sorted(one.subscription_id.int for one in await ledger.subscriptions.of_operators(tenants))

    assert await of() == [2]
    assert await of("demo") == [1, 2]
    assert await of("second") == [2, 3]
    assert (await ledger.subscriptions.of_operators(["demo"]))[0].filter == made[0].filter


@pytest.mark.stack
async def test_addresses_and_secrets_are_sealed_where_they_are_kept(postgres: Postgres) -> None:
    async with postgres.database("notify") as database:
        await PostgresSubscriptions(database, await sealer()).create(FULL, 10)
        async with database.transaction(["demo"]) as connection:
            text = await connection.fetchval("SELECT string_agg(s::text, '') FROM subscriptions s")
            told = await connection.fetchval("SELECT target FROM subscriptions")
    assert "example.org" not in text
    assert b"example.org" not in told
