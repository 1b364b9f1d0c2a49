"""Rounds of bench.notify: matches flow, steadily, at once, or while notify is killed, and who was told is counted."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

import asyncpg

from bench.harness import console
from bench.notify_town import PEOPLE, Pair, Town, is_well, messages, pairs_of
from bench.processes import Others
from rematch_common.clock import monotonic
from rematch_devstack.postgres import SUPERUSER
from rematch_devstack.system import System
from rematch_devstack.waiting import until

MATCHES, KILLS = 10_000, 20
# Matches a second: five million a day; and with a process that dies every few seconds.
RATE, AT_ONCE, KILLED_RATE = 60.0, 1e9, 45.0
DEADLINE = 600.0
_LEASED = """
SELECT message_id::text, leased_until FROM notify.messages WHERE state = 'sending' AND leased_until IS NOT NULL
"""


@dataclass
class Found:
    """What was measured of the matches of one round."""

    name: str
    seconds: list[float] = field(default_factory=list)
    lost: int = 0
    twice: int = 0
    """How many were told in two messages: never."""
    sent_again: int = 0
    in_flight: int = 0
    """How many were, at all kills together: of these may be sent again."""
    unexplained: int = 0
    """How many messages came again that no kill explains, or not as they were: never."""
    others: float = 0.0


async def feed(here: Town, first: int, rate: float) -> None:
    """So many a second, whoever is told when: one to each person, then the next to each."""
    began = monotonic()
    for number in range(MATCHES):
        await asyncio.sleep(max(0.0, began + number / rate - monotonic()))
        await here.publish(first + number, number % PEOPLE)


def judge(name: str, here: Town, first: dict[Pair, float], in_flight: Counter[str]) -> Found:
    """`first`: the matches of earlier rounds, which are none of this one's. `in_flight`: at how many kills a message
    was in the hands of the life that was killed; it may come once more for each, and no oftener."""
    found = Found(name)
    mine = {pair: at for pair, at in here.published.items() if pair not in first and is_well(pair[0])}
    came: dict[Pair, set[str]] = {}
    for message_id, copies in messages(here.endpoints.arrived).items():
        pairs = [pair for pair in pairs_of(copies[0]) if pair in mine]
        found.seconds += [copies[0].at - mine[pair] for pair in pairs if pair not in came]
        for pair in pairs:
            came.setdefault(pair, set()).add(message_id)
        if pairs and len(copies) > 1:
            found.sent_again += len(copies) - 1
            same = all(copy.body == copies[0].body for copy in copies)
            found.unexplained += not (same and len(copies) <= 1 + in_flight[message_id])
    found.lost = len(mine.keys() - came.keys())
    found.twice = sum(len(ids) > 1 for ids in came.values())
    return found


async def all_told(here: Town, before: dict[Pair, float]) -> None:
    mine = {pair for pair in here.published if is_well(pair[0])} - before.keys()
    looked = 0

    async def told() -> bool:
        nonlocal looked
        arrived = here.endpoints.arrived
        for one in arrived[looked:]:
            mine.difference_update(pairs_of(one))
        looked = len(arrived)
        return not mine

    try:
        async with asyncio.timeout(DEADLINE):
            await until(told)
    except TimeoutError:
        console.print(f"{len(mine)} have not come within {DEADLINE:.0f} s")


async def one_round(here: Town, name: str, rate: float) -> Found:
    machine, before = Others(), dict(here.published)
    await feed(here, len(before), rate)
    await all_told(here, before)
    found = judge(name, here, before, Counter())
    found.others = machine.cores()
    return found


async def killed_round(system: System, here: Town, random: Random) -> Found:
    """kill -9 whenever some have been told by the life in hand."""
    machine, before = Others(), dict(here.published)
    in_flight, leases = Counter[str](), set[tuple[str, datetime]]()
    connection = await asyncpg.connect(system.stack.postgres.url(SUPERUSER))
    feeding = asyncio.ensure_future(feed(here, len(before), KILLED_RATE))
    try:
        for number in range(KILLS):
            await _some_arrive(here, random.randint(1, 60))
            await asyncio.sleep(random.uniform(0.0, 0.05))  # the moment is what is random
            system.supervisor.kill("notify")
            # A lease that was there at the last kill is of a life before: its message was in nobody's hands.
            now = {(row[0], row[1]) for row in await connection.fetch(_LEASED)}
            in_flight.update(message_id for message_id, _ in now - leases)
            console.print(f"kill {number + 1}: {len(now - leases)} in flight")
            leases |= now
        await feeding
        await all_told(here, before)
        await _repeats_are_over(connection)
    finally:
        feeding.cancel()
        await connection.close()
    found = judge("killed", here, before, in_flight)
    found.in_flight = in_flight.total()
    found.others = machine.cores()
    return found


async def _some_arrive(here: Town, count: int) -> None:
    wanted = len(here.endpoints.arrived) + count

    async def there() -> bool:
        return len(here.endpoints.arrived) >= wanted

    async with asyncio.timeout(120):
        await until(there)


async def _repeats_are_over(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """What was in flight at the last kill is sent again when its lease has ended."""

    async def over() -> bool:
        late = "SELECT count(*) FROM notify.turns WHERE leased_until < now()"
        return int(await connection.fetchval(late)) == 0

    async with asyncio.timeout(120):
        await until(over)
