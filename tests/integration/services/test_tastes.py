"""What somebody makes of their matches moves the others like them: in the list, on the topic, and in words."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import pytest

from rematch_common.contracts import (
    EMBEDDED_CANDIDATES,
    EMBEDDED_JOBS,
    MATCH_FEEDBACK,
    MATCHES,
    CandidateEmbedded,
    JobEmbedded,
    match_id_of,
)
from rematch_common.contracts.examples_jobs import EMBEDDED
from rematch_common.contracts.examples_matches import EMBEDDED_CANDIDATES as PEOPLE
from rematch_common.records import Outgoing
from rematch_devstack.waiting import until
from rematch_match.bootstrap import build
from rematch_match.settings import Settings
from tests.integration.common.topics import skip, until_there
from tests.integration.services.introduction import publish, sent
from tests.integration.services.running import Place, bearer, serving, status_becomes

pytestmark = pytest.mark.stack
MINE = "/v1/candidates/jane/matches"


class Town:
    """Somebody, and openings of one company, that nobody else's test knows."""

    def __init__(self, openings: int) -> None:
        self.tenant, self.ids = f"t-{uuid4().hex[:8]}", [uuid4() for _ in range(openings)]

    def person(self) -> Outgoing:
        of = {"tenant_id": self.tenant, "candidate_id": "jane", "version": 1}
        event = CandidateEmbedded.model_validate(PEOPLE[0].model_dump() | of)
        return sent(EMBEDDED_CANDIDATES, event.key, event)

    def job(self, number: int) -> Outgoing:
        event = JobEmbedded.model_validate(EMBEDDED[0].model_dump() | {"job_id": self.ids[number], "version": 1})
        return sent(EMBEDDED_JOBS, event.key, event)

    async def told(self, place: Place, number: int, count: int) -> list[dict[str, Any]]:
        """The events of this one, once there are so many."""
        key = f"{self.tenant}/jane/{self.ids[number]}".encode()
        found = await until_there(place.kafka, MATCHES.name, lambda all_: sum(r.key == key for r in all_) >= count)
        return [orjson.loads(r.value or b"null") for r in found if r.key == key]


@asynccontextmanager
async def match(place: Place, folder: Path, *keys: str) -> AsyncIterator[httpx.AsyncClient]:
    await place.postgres.empty("match")
    await skip(place.kafka, "match", [topic.name for topic in (EMBEDDED_JOBS, EMBEDDED_CANDIDATES, MATCH_FEEDBACK)])
    given: dict[str, Any] = {"data_dir": folder, "min_score": 10.0, "backlog_every": 0.1}
    async with serving(lambda port: build(Settings(**place.settings("match", port), **given))) as client:
        for key in keys:
            await status_becomes(client, "/v1/feedback", key, 422)
        yield client


async def scores(client: httpx.AsyncClient, key: str, ids: Sequence[UUID]) -> list[float | None]:
    answer = await client.get(MINE, headers=bearer(key))
    shown = answer.json()["matches"] if answer.status_code == httpx.codes.OK else []
    found = {one["job_id"]: one["score"] for one in shown if one["state"] == "active"}
    return [found.get(str(job_id)) for job_id in ids]


async def say(client: httpx.AsyncClient, key: str, job_id: UUID, action: str, actor: str = "candidate") -> None:
    said = {"candidate_id": "jane", "job_id": str(job_id), "action": action, "actor": actor}
    answer = await client.post("/v1/feedback", headers=bearer(key), json=said)
    assert answer.status_code == 202, answer.text


async def audited(client: httpx.AsyncClient, key: str, town: Town, number: int) -> dict[str, Any]:
    match_id = match_id_of(town.tenant, "jane", town.ids[number])
    answer = await client.get(f"/v1/matches/{match_id}/audit", headers=bearer(key))
    assert answer.status_code == 200, answer.text
    newest: dict[str, Any] = answer.json()["told"][0]
    return newest


async def saved(client: httpx.AsyncClient, key: str, place: Place, town: Town) -> tuple[float, dict[str, Any]]:
    """Three of five are, and a recruiter says no to one of the others.

    Gives how the other scored before, and what was told of it last: whoever works off the backlog between two of them
    tells it of the first two alone, and what the third adds is too little to be told.
    """
    await publish(place.kafka, [town.person(), *(town.job(number) for number in range(5))])

    async def there() -> bool:
        return None not in await scores(client, key, town.ids[:5])

    await until(there)
    (before,) = set(await scores(client, key, town.ids[:5]))
    assert before is not None
    await say(client, key, town.ids[0], "rejected", actor="recruiter")
    for number in (1, 2, 3):
        await say(client, key, town.ids[number], "saved")
    by_two, by_three = before + 2.4, before + 3.0
    await settles(client, key, town.ids[1:5], [by_two, by_two, by_two, by_three])
    first, *_, last = await town.told(place, 4, 2)
    assert (first["version"], first["score"]) == (1, before)
    assert (last["trigger"], last["score"] in shown(by_two, by_three)) == ("feedback", True)
    return before, last


async def settles(client: httpx.AsyncClient, key: str, ids: Sequence[UUID], values: Sequence[float]) -> None:
    async def settled() -> bool:
        return await scores(client, key, ids) == shown(*values)

    await until(settled)


def shown(*values: float) -> list[Any]:
    return [pytest.approx(one, abs=0.11) for one in values]


def lines(event: dict[str, Any], way: str) -> list[str]:
    told = event["explanation"]
    return [line for line in (*told["strengths"], *told["gaps"]) if line.startswith(f"Moved {way}")]


async def why_not(client: httpx.AsyncClient, key: str, town: Town, number: int) -> tuple[float, list[float]]:
    """The score now, and what of it is taste."""
    question = {"candidate": "jane", "job": str(town.ids[number])}
    why = (await client.get("/v1/why-not", headers=bearer(key), params=question)).json()
    return why["score"], [one["score"] for one in why["factors"] if one["name"] == "taste"]


async def test_a_reaction_moves_the_list_and_everybody_is_told_the_same(place: Place, tmp_path: Path) -> None:
    town = Town(6)
    key = await place.key(town.tenant, "matches:read", "matches:write")
    async with asyncio.timeout(120), match(place, tmp_path, key) as client:
        before, event = await saved(client, key, place, town)
        (words,) = lines(event, "up")
        assert words.startswith(("Moved up: you saved three from", "Moved up: you saved two from"))
        assert lines(event, "down") == [], "a recruiter's no"
        told = await audited(client, key, town, 4)
        assert (told["score"], told["equal"]) == (event["score"], True)
        assert await why_not(client, key, town, 4) == (*shown(before + 3.0), [75])
        await publish(place.kafka, [town.job(5)])
        (new,) = await town.told(place, 5, 1)
        assert ([new["score"]], new["trigger"]) == (shown(before + 3.0), "new_job")
        (words,) = lines(new, "up")
        assert words.startswith("Moved up: you saved three from this company")
        taste = next(one for one in new["factors"] if one["name"] == "taste")
        assert (taste["weight"], taste["score"]) == (0, 75)


async def test_a_no_fades_what_was_raised(place: Place, tmp_path: Path) -> None:
    town = Town(5)
    key = await place.key(town.tenant, "matches:read", "matches:write")
    async with asyncio.timeout(120), match(place, tmp_path, key) as client:
        before, event = await saved(client, key, place, town)
        for number in (1, 2, 3):
            await say(client, key, town.ids[number], "rejected")
        await settles(client, key, town.ids[4:], [before - 3.0])
        *_, after = await town.told(place, 4, event["version"] + 1)
        assert (after["trigger"], after["score"] < event["score"]) == ("feedback", True)
        assert await why_not(client, key, town, 4) == (*shown(before - 3.0), [25])
