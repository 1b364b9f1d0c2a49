"""Somebody with matches is erased while services die at every step of it: nothing of them is left, and all say so."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

import orjson
import pytest

from rematch_common.contracts import retry_topic
from rematch_common.dead_letter import dead_letter
from rematch_common.errors import InvalidRecord
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing, Record
from rematch_devstack.commands import dead_letters, redriving
from rematch_devstack.waiting import until
from tests.reliability.conftest import Report
from tests.reliability.harness.asking import PATIENCE, Asking, hands
from tests.reliability.harness.books import connected
from tests.reliability.harness.by_hand import is_matched_by_hand
from tests.reliability.harness.dying import dies
from tests.reliability.harness.introducing import MODEL, introducing
from tests.reliability.harness.points import AT_ERASURES
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import TENANT, System
from tests.reliability.harness.topics import Topics, last_of_each_key
from tests.reliability.harness.traces import in_files, in_tables, in_topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]

# In what is said of the people, and nowhere else: where others may read it, and where nobody may.
WORD, SECRET = "quokkasaurus", "numbatson"
STAYS, GONE = "erased-stays", tuple(f"erased-{number}" for number in range(3))
PROFILES, JOBS = "candidate-profiles", 2


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
    personal = {} if name == STAYS else {"last_name": SECRET.title(), "email": f"{SECRET}@example.org"}
    return {
        **personal,
        "candidate_id": name,
        "headline": f"{title}{secret}",
        "summary": f"Pipelines with Python, SQL and Kafka.{secret}",
        "titles": [title],
        "skills": ["Python", "SQL", "Kafka", "PostgreSQL"],
        "experience_years": 8,
        "remote": "ok",
    }


async def matched(system: System, people: Sequence[str]) -> None:
    """Until each of them has a match with every opening, and all are told."""

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


async def poison(publisher: KafkaPublisher, system: System) -> None:
    """A record of theirs that nobody can read is a dead letter, and once more after it has gone back."""
    broken = b'{"headline": "' + WORD.encode()
    dead = dead_letter(
        Record(PROFILES, 0, 0, 1, f"{TENANT}/{GONE[0]}".encode(), broken), "embed", InvalidRecord("bad_json", "x"), 1
    )
    await publisher.publish([dead])
    wish = redriving.Wish(dead_letters.Choice(PROFILES))
    assert (await redriving.redrive(system.bootstrap, wish)).redriven == 1


async def nothing_is_left(system: System, topics: Topics) -> None:
    files = in_files(system.stack.data_dir, WORD, SECRET)
    assert (await in_topics(topics, WORD, SECRET), await in_tables(system, WORD, SECRET), files) == ([], [], [])
    records = await topics.read(["embedded-candidates", f"embedded-candidates.{MODEL.model}"])
    for found in map(last_of_each_key, records.values()):
        assert [found[f"{TENANT}/{name}"].value for name in GONE] == [None] * len(GONE)
    async with connected(system.database) as connection:
        rows = await connection.fetchval(
            "SELECT count(*) FROM match.candidates WHERE candidate_id = ANY ($1) AND (alive OR vector IS NOT NULL)",
            list(GONE),
        )
        sealed = await connection.fetchval(
            "SELECT count(*) FROM ingest.people WHERE candidate_id = ANY ($1)", list(GONE)
        )
        left = await connection.fetchval("SELECT count(*) FROM match.matches WHERE candidate_id = $1", STAYS)
    assert (rows, sealed, left) == (0, 0, JOBS), "somebody else's matches stay"


def told(erasure: Any) -> None:
    """What each store says of the erasure."""
    stores = {store["store"]: store for store in erasure["stores"]}
    assert stores["match"]["counts"]["tombstones"] == JOBS
    assert {"ingest", "embed", "notify", "dlq", MODEL.reader} <= stores.keys()
    letters = stores["dlq"]
    if erasure["candidate_id"] == GONE[0]:
        assert letters["counts"]["deleted"] == letters["counts"]["found"] >= 2
        assert letters["gone_by"] > letters["done_at"]
    else:
        assert (letters["counts"], letters["gone_by"]) == ({"found": 0}, None)


async def comes_late(publisher: KafkaPublisher, system: System, topics: Topics, asking: Asking) -> None:
    """A record of who was is sent back behind the erasure, and somebody comes anew under the id."""
    anew, late = GONE[1:]
    facts = {name: value for name, value in candidate(late).items() if name not in ("last_name", "email")}
    record = orjson.dumps({**facts, "tenant_id": TENANT, "version": 1, "status": "ready_for_assignment"})
    key = f"{TENANT}/{late}".encode()
    await publisher.publish([Outgoing(retry_topic(PROFILES, "embed"), key, record)])
    await asking.answered("PUT", f"/v1/candidates/{anew}", json={**candidate(STAYS), "candidate_id": anew})
    await matched(system, [anew, STAYS])
    await topics.read_by(("embed", "embed-bulk", "match"), PATIENCE)
    last = last_of_each_key((await topics.read(["embedded-candidates"]))["embedded-candidates"])
    assert last[f"{TENANT}/{late}"].value is None
    assert last[f"{TENANT}/{anew}"].value is not None, "no tombstone of who was stands behind who is"


@scaled
async def test_nothing_is_left_of_whom_is_erased_whoever_dies_meanwhile(
    whole: System, topics: Topics, scale: Scale, report: Report
) -> None:
    began = asyncio.get_running_loop().time()
    async with hands(whole) as (asking, publisher):
        async with introducing(whole):
            await whole.post("/v1/jobs", [posting(number) for number in range(JOBS)])
            await whole.post("/v1/candidates", [candidate(name) for name in (*GONE, STAYS)])
            cv = f"{SECRET}. Senior Data Engineer. Skills: Python, SQL, {WORD}".encode()
            await asking.answered("POST", f"/v1/candidates/{GONE[1]}/cv", files={"file": ("cv", cv)})
            await poison(publisher, whole)
            await matched(whole, [*GONE, STAYS])
            there = await in_topics(topics, WORD, SECRET), await in_tables(whole, WORD, SECRET)
            assert [len([one for one in places if WORD in one]) > len(GONE) for places in there] == [True, True]
            assert [one for places in there for one in places if SECRET in one] == [], "what is sealed"

            async with asyncio.TaskGroup() as together:
                for service, points in AT_ERASURES.items():
                    together.create_task(dies_at_each(whole, service, points, asking))
            erasures = [await asking.done(await asking.erase(name), MODEL.reader) for name in GONE]
        for erasure in erasures:
            told(erasure)
            assert await asking.erase(erasure["candidate_id"]) == erasure
        await nothing_is_left(whole, topics)
        seconds = round(asyncio.get_running_loop().time() - began, 1)
        await comes_late(publisher, whole, topics, asking)
        await is_matched_by_hand(candidate(STAYS), JOBS, topics, asking)
    report(deaths=sum(map(len, AT_ERASURES.values())), seconds=seconds)
