"""Verdicts of real services: over the database, the broker, and a stand-in for a provider of language models."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import pytest

from rematch_common.contracts import (
    ALERTS,
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
from rematch_devstack.standin.faults import Behaviour
from rematch_devstack.standin.server import StandIn
from rematch_devstack.waiting import until
from rematch_match.bootstrap import build
from rematch_match.settings import Settings
from tests.integration.common.topics import content, skip, until_there
from tests.integration.services.introduction import publish, sent
from tests.integration.services.running import Place, bearer, serving, status_becomes

pytestmark = pytest.mark.stack


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@asynccontextmanager
async def match(place: Place, folder: Path, standin: StandIn, **more: Any) -> AsyncIterator[httpx.AsyncClient]:
    await place.postgres.empty("match")
    await skip(place.kafka, "match", [topic.name for topic in (EMBEDDED_JOBS, EMBEDDED_CANDIDATES, MATCH_FEEDBACK)])
    judged = {"judges": "openai", "openai_url": standin.url, "openai_key": "sk-none", "verdicts_every": 0.05}
    given = {"data_dir": folder, "min_score": 10.0, **judged, **more}
    async with serving(lambda port: build(Settings(**place.settings("match", port), **given))) as client:
        yield client


class Pair:
    """An opening and a person that nobody else's test knows."""

    def __init__(self) -> None:
        self.tenant, self.job_id = f"t-{uuid4().hex[:8]}", uuid4()
        self.key = f"{self.tenant}/jane/{self.job_id}"

    @property
    def match_id(self) -> UUID:
        return match_id_of(self.tenant, "jane", self.job_id)

    def job(self, version: int = 1) -> Outgoing:
        event = JobEmbedded.model_validate(EMBEDDED[0].model_dump() | {"job_id": self.job_id, "version": version})
        return sent(EMBEDDED_JOBS, event.key, event)

    def person(self, version: int = 1) -> Outgoing:
        of = {"tenant_id": self.tenant, "candidate_id": "jane", "version": version}
        event = CandidateEmbedded.model_validate(PEOPLE[0].model_dump() | of)
        return sent(EMBEDDED_CANDIDATES, event.key, event)

    async def told(self, place: Place, count: int) -> list[dict[str, Any]]:
        """Once so many events of it are there."""
        found = await until_there(
            place.kafka, MATCHES.name, lambda records: sum(r.key == self.key.encode() for r in records) >= count
        )
        return [orjson.loads(r.value or b"null") for r in found if r.key == self.key.encode()]


async def test_a_match_is_published_at_once_and_its_verdict_follows(
    place: Place, tmp_path: Path, standin: StandIn
) -> None:
    standin.behaviour = Behaviour(median=0.5)
    pair = Pair()
    key = await place.key(pair.tenant, "matches:read")
    async with match(place, tmp_path, standin) as client:
        await publish(place.kafka, [pair.person(), pair.job()])
        first, *_ = await pair.told(place, 1)  # by the time it is read its verdict may be there, too
        assert "verdict" not in first
        second = (await pair.told(place, 2))[1]
        assert (second["trigger"], second["version"]) == ("verdict", 2)
        assert (second["verdict"]["provider"], second["verdict"]["model"]) == ("openai", "gpt-4o-mini")
        assert second["score"] <= first["score"]
        await status_becomes(client, "/v1/feedback", key, 403)
        shown = (await client.get(f"/v1/matches/{pair.match_id}", headers=bearer(key))).json()
        assert (shown["verdict"], shown["verdict_state"]) == (second["verdict"], None)
        await publish(place.kafka, [pair.person(2), pair.job(2)])
        await publish(place.kafka, [(other := Pair()).person(), other.job()])
        await other.told(place, 1)
        assert len(await pair.told(place, 2)) == 2, "the same facts again"
    assert standin.counts.calls <= 2


async def test_a_provider_that_hangs_keeps_no_match_waiting(place: Place, tmp_path: Path, standin: StandIn) -> None:
    standin.behaviour = Behaviour({"hang": 1.0})
    pairs = [Pair() for _ in range(3)]
    impatient = {"judge_timeout": 1.0, "judge_tries": 1, "judge_failures": 2}
    async with match(place, tmp_path, standin, **impatient):
        await publish(place.kafka, [record for pair in pairs for record in (pair.person(), pair.job())])
        for pair in pairs:
            assert "verdict" not in (await pair.told(place, 1))[0]
        for pair in pairs:
            verdict = (await pair.told(place, 2))[1]["verdict"]
            assert (verdict["provider"], bool(verdict["reason"])) == ("deterministic", True)


async def test_after_an_outage_a_model_has_the_word(place: Place, tmp_path: Path, standin: StandIn) -> None:
    port, pairs = standin.server_address[1], [Pair() for _ in range(3)]
    await asyncio.to_thread(standin.stop)
    brief = {"judge_tries": 1, "judge_failures": 2, "judge_pause": 1.0}
    async with match(place, tmp_path, standin, **brief):
        await publish(place.kafka, [record for pair in pairs for record in (pair.person(), pair.job())])
        for pair in pairs:
            assert (await pair.told(place, 2))[1]["verdict"]["provider"] == "deterministic"
        with StandIn(port=port):
            for pair in pairs:
                third = (await pair.told(place, 3))[2]
                assert (third["trigger"], third["verdict"]["provider"]) == ("verdict", "openai")


async def test_when_the_budget_is_spent_matches_go_on_without(place: Place, tmp_path: Path, standin: StandIn) -> None:
    pair = Pair()
    key = await place.key(pair.tenant, "matches:read")
    async with match(place, tmp_path, standin, verdict_calls_per_day=0) as client:
        await publish(place.kafka, [pair.person(), pair.job()])
        (found,) = await pair.told(place, 1)
        assert "verdict" not in found
        await status_becomes(client, "/v1/feedback", key, 403)

        async def shown() -> bool:
            page = (await client.get("/v1/candidates/jane/matches", headers=bearer(key))).json()
            return bool(page["matches"][0]["verdict_state"] == "budget")

        async with asyncio.timeout(30):
            await until(shown)
        await publish(place.kafka, [(other := Pair()).person(), other.job()])
        await other.told(place, 1)
        alerts = [orjson.loads(r.value or b"{}") for r in await content(place.kafka, ALERTS.name)]
        assert [one["kind"] for one in alerts if one.get("subject") == pair.tenant] == ["verdict_budget_spent"]
    assert standin.counts.calls == 0
