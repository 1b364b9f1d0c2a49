"""match over HTTP, against the real database, broker and index: what is said is told when the answer comes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from rematch_common.clock import utc_now
from rematch_common.contracts import EMBEDDED_CANDIDATES, EMBEDDED_JOBS, MATCH_FEEDBACK, MATCHES, match_id_of
from rematch_common.database import Database
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.bootstrap import build
from rematch_match.domain.pairs import Occasion, Scored
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Scorer
from rematch_match.domain.terms import Terms
from rematch_match.ports import Arrivals
from rematch_match.settings import Settings
from tests.fakes.samples import job_id, person
from tests.integration.common.topics import content, skip
from tests.integration.services.running import Place, bearer, serving, status_becomes
from tests.unit.match.api.cases import opening

pytestmark = pytest.mark.stack
JANE, EVE = person("jane"), person("eve", "second")
MATCH = match_id_of("demo", "jane", job_id(1))


@asynccontextmanager
async def match(place: Place, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    await place.postgres.empty("match")
    await skip(place.kafka, "match", [topic.name for topic in (EMBEDDED_JOBS, EMBEDDED_CANDIDATES, MATCH_FEEDBACK)])
    settings = place.settings("match", 8004)
    database = Database(settings["database_url"], "match", size=1)
    await database.start()
    store, now = PostgresStore(database), utc_now()
    work = await store.write(Arrivals([opening(1), opening(2, "Chef")], [JANE, EVE]))
    pairs = [Scored.unseen((who.key, job_id(1))) for who in (JANE, EVE)]
    assert await store.settle(pairs, work, Occasion(now, Scorer(Rarity(), lambda _: Terms(), now))) == 2
    await database.stop()
    async with serving(lambda port: build(Settings(**place.settings("match", port), data_dir=folder))) as client:
        yield client


async def told(place: Place, topic: str) -> list[dict[str, Any]]:
    key = f"demo/jane/{job_id(1)}".encode()
    return [orjson.loads(r.value) for r in await content(place.kafka, topic) if r.value and r.key == key]


async def test_a_no_withdraws_the_match_and_is_told(place: Place, tmp_path: Path) -> None:
    key = await place.key("demo", "matches:read", "matches:write")
    before = len(await told(place, MATCH_FEEDBACK.name))
    async with match(place, tmp_path) as client:
        await status_becomes(client, "/v1/feedback", key, 422)
        page = (await client.get("/v1/candidates/jane/matches", headers=bearer(key))).json()
        assert [(one["match_id"], one["job"]["title"]) for one in page["matches"]] == [(str(MATCH), "Data Engineer")]
        body = {"status": "rejected", "actor": "candidate"}
        answer = await client.patch(f"/api/job-matches/{MATCH}/status", json=body, headers=bearer(key))
        assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
        (feedback,) = (await told(place, MATCH_FEEDBACK.name))[before:]
        assert (feedback["action"], feedback["actor"]) == ("rejected", "candidate")
        assert (await told(place, MATCHES.name))[-1]["reason"] == "rejected"
        why = (await client.get(f"/v1/why-not?candidate=jane&job={job_id(1)}", headers=bearer(key))).json()
        assert why["kept_apart_by"] == "rejected"


async def test_what_is_asked_is_answered_for_the_keys_tenant_alone(place: Place, tmp_path: Path) -> None:
    key, other = await place.key("demo", "matches:read"), await place.key("third", "admin")
    async with match(place, tmp_path) as client:
        await status_becomes(client, "/v1/feedback", other, 422)
        found = (await client.get("/v1/jobs/search", params={"q": "engineer"}, headers=bearer(key))).json()
        assert ([job["title"] for job in found["jobs"]], found["used"]) == (["Data Engineer"], ["keywords"])
        assert "REMATCH_EMBED_URL" in found["note"]
        preview = {"text": "Data engineer with 5 years of Python and SQL in Berlin."}
        shown = (await client.post("/v1/preview", json=preview, headers=bearer(key))).json()
        assert shown["matches"][0]["job"]["title"] == "Data Engineer"
        stats = (await client.get("/v1/jobs/stats", headers=bearer(key))).json()
        assert (stats["people"], stats["openings"]["open"], sum(stats["grades"].values())) == (1, 2, 1)
        for path in ("/v1/candidates/jane/matches", f"/v1/matches/{MATCH}"):
            assert (await client.get(path, headers=bearer(other))).status_code == 404
        nobodys = (await client.get(f"/v1/jobs/{job_id(1)}/candidates", headers=bearer(other))).json()
        assert (nobodys["matches"], nobodys["total"]) == ([], 0)
