"""What people and tenants ask of match while it runs."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from functools import partial
from uuid import UUID

import httpx
from aiokafka import AIOKafkaProducer

from rematch_common.clock import utc_now
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import MATCH_FEEDBACK, MatchFeedback
from rematch_devstack.waiting import until
from tests.reliability.harness import books
from tests.reliability.harness.system import System

_REINDEXING = 90.0


async def in_force(system: System, run: str, count: int = 2) -> list[str]:
    """A few of the run's matches."""
    pairs = (await books.read(system.database, run)).pairs
    found = sorted(key for key, row in pairs.items() if row.state == "active")[:count]
    assert found, "nothing has been matched yet"
    return found


async def reject(system: System, pairs: Sequence[str]) -> Sequence[str]:
    """Each of these people says no to the opening; gives back the same pairs."""
    producer = AIOKafkaProducer(bootstrap_servers=system.bootstrap, acks="all")
    await producer.start()
    try:
        for pair in pairs:
            tenant_id, candidate_id, job_id = pair.split("/")
            said = MatchFeedback(
                tenant_id=tenant_id,
                candidate_id=candidate_id,
                job_id=UUID(job_id),
                action="rejected",
                actor="candidate",
                occurred_at=utc_now(),
            )
            record = encode(MATCH_FEEDBACK, said.key, said, Stamp("reliability", utc_now()))
            await producer.send_and_wait(record.topic, record.value, record.key, headers=list(record.headers))
    finally:
        await producer.stop()
    return pairs


async def heard_once(system: System, pairs: Sequence[str]) -> None:
    """Whatever match died at, each word is one, and moves others like it once; a batch's words of one person do at
    once."""
    said = [pair.split("/") for pair in sorted(pairs)]
    people = Counter((tenant_id, candidate_id) for tenant_id, candidate_id, _ in said)
    async with books.connected(system.database) as connection:
        for tenant_id, candidate_id, job_id in said:
            rows = "SELECT count(*) FROM match.feedback WHERE tenant_id = $1 AND candidate_id = $2 AND job_id = $3"
            assert await connection.fetchval(rows, tenant_id, candidate_id, UUID(job_id)) == 1
        for person, count in people.items():
            heard = "SELECT reacted FROM match.candidates WHERE tenant_id = $1 AND candidate_id = $2"
            assert 1 <= await connection.fetchval(heard, *person) <= count


async def match_all_anew(system: System) -> None:
    """Ask as soon as match answers; it may die of it."""
    async with httpx.AsyncClient(timeout=20.0, headers={"Authorization": f"Bearer {system.key}"}) as client:

        async def accepted() -> bool:
            try:
                answer = await client.post(system.url("match", "/v1/matches/generate"))
            except httpx.TransportError:
                return False
            assert answer.status_code in (202, 401, 503), answer.text
            return answer.status_code == httpx.codes.ACCEPTED

        await until(accepted)


async def index_anew(system: System) -> None:
    """What `rematch index rebuild` asks for."""
    async with books.connected(system.database) as connection:
        await connection.execute("INSERT INTO match.index_work (kind, asked_at) VALUES ('rebuild', now())")


async def indexed_anew(system: System) -> None:
    """Whoever was killed at it has somebody who brought it to its end."""
    async with asyncio.timeout(_REINDEXING):
        await until(partial(_nothing_to_index, system))


async def _nothing_to_index(system: System) -> bool:
    async with books.connected(system.database) as connection:
        left = await connection.fetchval("SELECT count(*) FROM match.index_work WHERE done_at IS NULL")
    return bool(left == 0)
