"""10,000 matches to 2,000 people, of whose endpoints 5 % fail and one hangs: when are those told who can be, and what
becomes of the rest; and what kill -9, twenty times, loses. `python -m bench.notify`."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import asyncpg

from bench.harness import Report, Target, console, percentile, table, write_report
from bench.notify_rounds import AT_ONCE, KILLED_RATE, KILLS, MATCHES, RATE, Found, killed_round, one_round
from bench.notify_town import PEOPLE, SEALING_KEY, is_well, town
from rematch_devstack.backoff import Backoff
from rematch_devstack.postgres import SUPERUSER
from rematch_devstack.stack import EmbeddedStack, prepare
from rematch_devstack.supervisor import Supervisor
from rematch_devstack.system import System, running_system
from rematch_devstack.waiting import until

MOST_SECONDS = 5.0
_ENV = {
    "REMATCH_WEBHOOKS_INSECURE": "true",
    "REMATCH_WEBHOOKS_PRIVATE": "true",
    "REMATCH_SEALING_KEY": SEALING_KEY,
    "REMATCH_DELIVER_LEASE": "15",
    "REMATCH_SESSION_TIMEOUT": "6",
}
_STATES = """
SELECT s.state AS subscription, t.state AS telling, count(*) FROM notify.tellings t
JOIN notify.subscriptions s USING (tenant_id, subscription_id) WHERE NOT t.candidate_id = ANY ($1) GROUP BY 1, 2
"""
# What takes a day to be given up: all that has been tried again and again was begun a day earlier.
_A_DAY_LATER = """
WITH late AS (UPDATE notify.messages SET first_at = first_at - interval '25 hours', next_at = now()
  WHERE state = 'sending' AND leased_until IS NULL AND first_at > now() - interval '24 hours'
  RETURNING tenant_id, subscription_id)
UPDATE notify.turns t SET next_at = now() FROM late
WHERE t.tenant_id = late.tenant_id AND t.subscription_id = late.subscription_id
"""
# In the order in which notify locks them.
_HOLD = "SELECT FROM notify.turns ORDER BY tenant_id, subscription_id FOR UPDATE"
_SENDING = "SELECT count(*) FROM notify.messages WHERE state = 'sending'"


@asynccontextmanager
async def running() -> AsyncIterator[System]:
    await prepare()
    with tempfile.TemporaryDirectory(prefix="rematch-bench-", ignore_cleanup_errors=True) as folder:
        stack = EmbeddedStack(Path(folder, "data"))
        stack.supervisor = Supervisor(stack.layout.logs, backoff=Backoff(first=0.1, longest=0.5))
        async with running_system(stack, _ENV, services=("notify",)) as system:
            yield system


async def the_rest(system: System) -> Counter[str]:
    """What became of those that can't be told, when their day is over."""
    well = [f"b-{person}" for person in range(PEOPLE) if is_well(person)]
    connection = await asyncpg.connect(system.stack.postgres.url(SUPERUSER))

    async def given_up() -> bool:
        async with connection.transaction():
            await connection.execute(_HOLD)
            await connection.execute(_A_DAY_LATER)
        return int(await connection.fetchval(_SENDING)) == 0

    try:
        async with asyncio.timeout(180):
            await until(given_up)
        rows = await connection.fetch(_STATES, well)
    finally:
        await connection.close()
    return Counter({f"{row['telling']}, subscription {row['subscription']}": row["count"] for row in rows})


def report(rounds: list[Found], rest: Counter[str]) -> Report:
    steady, killed = rounds[0], rounds[-1]
    figures = {
        "matches_a_round": MATCHES,
        "people": PEOPLE,
        "matches_a_second": {"steady": RATE, "killed": KILLED_RATE},
        "rounds": {one.name: told(one) for one in rounds},
        "kills": KILLS,
        "of_those_that_fail": dict(rest),
    }
    targets = [
        Target("p99 until told, steady", round(percentile(steady.seconds, 0.99), 2), MOST_SECONDS, "s"),
        Target("lost, all rounds", sum(one.lost for one in rounds), 1, "matches"),
        Target("told in two messages", sum(one.twice for one in rounds), 1, "matches"),
        Target("sent again without a kill", sum(one.sent_again for one in rounds[:-1]), 1, "messages"),
        Target("sent again oftener than in flight at a kill, or changed", killed.unexplained, 1, "messages"),
        Target("neither told nor recorded, of those that fail", _unrecorded(rest), 1, "matches"),
    ]
    return Report("notify", figures, targets, [one.others for one in rounds])


def told(found: Found) -> dict[str, object]:
    shares = {f"p{share * 100:g}": round(percentile(found.seconds, share), 2) for share in (0.5, 0.95, 0.99, 1.0)}
    again = {"messages_in_flight_at_kills": found.in_flight, "messages_sent_again": found.sent_again}
    return {"told": len(found.seconds), "seconds": shares, "lost": found.lost, **again}


def _unrecorded(rest: Counter[str]) -> int:
    """What waits at an endpoint that is closed is told when somebody resumes it."""
    recorded = ("undeliverable,", "told,", "waiting, subscription off", "waiting, subscription unlinked")
    return sum(count for state, count in rest.items() if not state.startswith(recorded))


async def main() -> None:
    async with running() as system, town(system) as here:
        rounds = [await one_round(here, "steady", RATE)]
        console.print(told(rounds[-1]))
        rounds.append(await one_round(here, "burst", AT_ONCE))
        console.print(told(rounds[-1]))
        rounds.append(await killed_round(system, here, Random(9)))
        rest = await the_rest(system)
    rows = [[one.name, *(f"{percentile(one.seconds, s):.2f}" for s in (0.5, 0.95, 0.99)), one.lost] for one in rounds]
    table("Seconds from a match on Kafka to its endpoint", ("round", "p50", "p95", "p99", "lost"), rows)
    console.print(f"of those that fail, and of the one that hangs: {dict(rest)}")
    write_report(report(rounds, rest))


if __name__ == "__main__":
    asyncio.run(main())
