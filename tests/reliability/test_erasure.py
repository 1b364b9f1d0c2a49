"""Somebody with matches is erased while services die at every step of it: nothing of them is left, and all say so."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

import httpx
import pytest

from rematch_devstack.waiting import until
from tests.reliability.conftest import Report
from tests.reliability.harness.books import connected
from tests.reliability.harness.dying import dies
from tests.reliability.harness.points import OF_ERASURES
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import TENANT, System
from tests.reliability.harness.topics import Topics, last_of_each_key
from tests.reliability.harness.traces import in_files, in_tables, in_topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]

# In what is said of the people, and nowhere else.
WORD = "quokkasaurus"
STAYS, GONE = "erased-stays", tuple(f"erased-{number}" for number in range(3))
JOBS, PATIENCE = 2, 90.0


def posting(number: int) -> dict[str, Any]:
    text = "You build pipelines with Python, SQL, Kafka and PostgreSQL. We ask for 5 years of experience."
    return {
        "source": "erased-board",
        "external_id": f"erased-{number}",
        "title": "Senior Data Engineer",
        "company": f"Nordlicht {'AB'[number]}",
        "location": "Remote",
        "description": f"{text} Team {['one', 'two'][number]}.",
        "skills": ["Python", "SQL", "Kafka", "PostgreSQL"],
    }


def candidate(name: str) -> dict[str, Any]:
    secret, title = "" if name == STAYS else f" {WORD}", "Senior Data Engineer"
    return {
        "candidate_id": name,
        "headline": f"{title}{secret}",
        "summary": f"Pipelines with Python, SQL and Kafka.{secret}",
        "titles": [title],
        "skills": ["Python", "SQL", "Kafka", "PostgreSQL"],
        "experience_years": 8,
        "remote": "ok",
    }


class Asking:
    """Who asks ingest, however often it is away."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._client = httpx.AsyncClient(timeout=20.0, headers={"Authorization": f"Bearer {system.key}"})

    async def answered(self, method: str, path: str, status: int = 200) -> Any:
        found: list[Any] = []

        async def as_wished() -> bool:
            try:
                answer = await self._client.request(method, self._system.url("ingest", path))
            except httpx.TransportError:
                return False
            assert answer.status_code in (status, 401, 503), answer.text
            found.append(answer.json())
            return answer.status_code == status

        async with asyncio.timeout(PATIENCE):
            await until(as_wished)
        return found[-1]

    async def erase(self, name: str) -> Any:
        return await self.answered("DELETE", f"/v1/candidates/{name}", 202)

    async def done(self, erasure: Any) -> Any:
        """The erasure once no store is outstanding."""
        seen: list[Any] = []

        async def complete() -> bool:
            seen.append(await self.answered("GET", f"/v1/erasures/{erasure['erasure_id']}"))
            return not seen[-1]["outstanding"]

        try:
            async with asyncio.timeout(PATIENCE):
                await until(complete)
        except TimeoutError:
            raise AssertionError(f"outstanding: {seen[-1:]}") from None
        return seen[-1]

    async def close(self) -> None:
        await self._client.aclose()


async def matched(system: System) -> None:
    """Until everybody has a match with every opening."""
    people = [*GONE, STAYS]

    async def all_there() -> bool:
        async with connected(system.database) as connection:
            count = await connection.fetchval(
                "SELECT count(*) FROM match.matches WHERE candidate_id = ANY ($1) AND state = 'active'", people
            )
            told = await connection.fetchval("SELECT count(*) FROM notify.deliveries WHERE tenant_id = $1", TENANT)
        return bool(count == told == JOBS * len(people) or (count == JOBS * len(people) and told >= count))

    async with asyncio.timeout(PATIENCE):
        await until(all_there)


async def dies_at_each(system: System, service: str, points: Sequence[str], asking: Asking) -> None:
    """Whatever ingest dies at, somebody has just asked it to erase a person."""
    await system.supervisor.stop(service)
    asked: list[Coroutine[Any, Any, Any]] = [asking.erase(name) for name in GONE] if service == "ingest" else []
    try:
        for place, point in enumerate(points):
            await dies(system, service, point, asked[place] if asked else None)
    finally:
        await system.supervisor.start(service)


async def vectors_left(system: System, topics: Topics) -> int:
    """How many vectors of theirs a store still has."""
    async with connected(system.database) as connection:
        rows = await connection.fetchval(
            "SELECT count(*) FROM match.candidates WHERE candidate_id = ANY ($1) AND (alive OR vector IS NOT NULL)",
            list(GONE),
        )
    records = last_of_each_key((await topics.read(["embedded-candidates"]))["embedded-candidates"])
    return int(rows) + sum(records[f"{TENANT}/{name}"].value is not None for name in GONE)


async def nothing_is_left(system: System, topics: Topics) -> None:
    assert (await in_topics(topics, WORD), await in_tables(system, WORD), in_files(system.stack.data_dir, WORD)) == (
        [],
        [],
        [],
    )
    assert await vectors_left(system, topics) == 0
    async with connected(system.database) as connection:
        left = await connection.fetchval("SELECT count(*) FROM match.matches WHERE candidate_id = $1", STAYS)
    assert left == JOBS, "somebody else's matches stay"


@scaled
async def test_nothing_is_left_of_whom_is_erased_whoever_dies_meanwhile(
    whole: System, topics: Topics, scale: Scale, report: Report
) -> None:
    began = asyncio.get_running_loop().time()
    asking = Asking(whole)
    await whole.post("/v1/jobs", [posting(number) for number in range(JOBS)])
    await whole.post("/v1/candidates", [candidate(name) for name in (*GONE, STAYS)])
    await matched(whole)
    assert await in_topics(topics, WORD), "there is something to be found"
    assert await in_tables(whole, WORD)

    async with asyncio.TaskGroup() as together:
        for service, points in OF_ERASURES.items():
            together.create_task(dies_at_each(whole, service, points, asking))
    erasures = [await asking.done(await asking.erase(name)) for name in GONE]

    for erasure in erasures:
        counts = {store["store"]: store["counts"] for store in erasure["stores"]}
        assert counts["match"]["tombstones"] == JOBS
        assert {"ingest", "embed", "notify"} < counts.keys()
        assert await asking.erase(erasure["candidate_id"]) == erasure
    await asking.close()
    await nothing_is_left(whole, topics)
    report(deaths=sum(map(len, OF_ERASURES.values())), seconds=round(asyncio.get_running_loop().time() - began, 1))
