"""Quality of a real match: from the list that is read to the report that `rematch quality` prints."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from rematch_common.clock import utc_now
from rematch_common.contracts import EMBEDDED_CANDIDATES, EMBEDDED_JOBS, MATCH_FEEDBACK, MatchFeedback
from rematch_common.contracts.feedback import Action
from rematch_common.records import Outgoing
from rematch_devstack.waiting import until
from rematch_match.bootstrap import build
from rematch_match.settings import Settings
from tests.integration.common.topics import skip
from tests.integration.services.introduction import publish, sent
from tests.integration.services.running import Place, bearer, serving, status_becomes
from tests.integration.services.test_verdicts import Pair

pytestmark = pytest.mark.stack
MINE = "/v1/candidates/jane/matches"


@asynccontextmanager
async def match(place: Place, folder: Path, *keys: str) -> AsyncIterator[httpx.AsyncClient]:
    given: dict[str, Any] = {"data_dir": folder, "min_score": 10.0, "quality_every": 0.2}
    async with serving(lambda port: build(Settings(**place.settings("match", port), **given))) as client:
        for key in keys:
            await status_becomes(client, "/v1/feedback", key, 422)
        yield client


async def report(client: httpx.AsyncClient, key: str) -> dict[str, Any]:
    answer = await client.get("/v1/quality", headers=bearer(key), params={"by": "tenant"})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return {name: value for name, value in told.items() if name != "since"}


async def shown(client: httpx.AsyncClient, key: str) -> None:
    """Until the one match is there, and then twice more."""

    async def there() -> bool:
        answer = await client.get(MINE, headers=bearer(key))
        return answer.status_code == 200 and bool(answer.json()["total"] == 1)

    await until(there)
    for _ in range(2):
        assert await there()


async def counted(client: httpx.AsyncClient, key: str, applied: int) -> dict[str, Any]:
    """Once one match was shown, and so many have applied."""
    found: dict[str, Any] = {}

    async def so_many() -> bool:
        found.update(await report(client, key))
        overall = found["overall"]
        return bool((overall["matches"], overall["measures"]["mrr"]["people"]) == (1, applied))

    await until(so_many)
    return found


async def rematch(client: httpx.AsyncClient, key: str, *words: str) -> str:
    environ = {"REMATCH_MATCH": str(client.base_url), "REMATCH_KEY": key, "NO_COLOR": "1"}
    command = [sys.executable, "-m", "rematch_devstack", "quality", "report", *words]
    ran = await asyncio.to_thread(
        subprocess.run, command, env=environ, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    return str(ran.stdout)


async def saved(client: httpx.AsyncClient, key: str) -> bool:
    (one,) = (await client.get("/v1/matches", headers=bearer(key))).json()["matches"]
    return bool(one["saved"])


async def watched(client: httpx.AsyncClient) -> bool:
    return 'rematch_quality_people{profile="rematch/' in (await client.get("/metrics")).text


async def test_what_is_shown_and_said_again_counts_once(place: Place, tmp_path: Path) -> None:
    pair = Pair()
    own = await place.key(pair.tenant, "tenant:admin", "matches:write", "matches:read")
    await place.postgres.empty("match")
    await skip(place.kafka, "match", [topic.name for topic in (EMBEDDED_JOBS, EMBEDDED_CANDIDATES, MATCH_FEEDBACK)])

    def said(action: Action) -> Outgoing:
        of = {"tenant_id": pair.tenant, "candidate_id": "jane", "job_id": pair.job_id}
        one = MatchFeedback(**of, action=action, actor="candidate", occurred_at=at)
        return sent(MATCH_FEEDBACK, one.key, one)

    async with asyncio.timeout(120), match(place, tmp_path, own) as client:
        await publish(place.kafka, [pair.person(), pair.job()])
        await shown(client, own)
        before = await counted(client, own, applied=0)
        assert (before["tenant_id"], before["groups"][0]["name"]) == (pair.tenant, pair.tenant)
        await until(lambda: watched(client))
    at = utc_now()
    async with asyncio.timeout(120), match(place, tmp_path, own) as client:
        await publish(place.kafka, [said("applied")])
        await shown(client, own)
        after = await counted(client, own, applied=1)
        await publish(place.kafka, [said("applied"), said("applied"), said("saved")])
        await until(lambda: saved(client, own))
        assert await report(client, own) == after
        assert f"quality of {pair.tenant}'s people over 30d: 1 person, 1 match" in await rematch(client, own)
        told = await rematch(client, own, "--json", "--by", "tenant")
        assert json.loads(told)["groups"][0]["name"] == pair.tenant
