"""dedup over HTTP, against the real database and broker: a verdict's events are out when the answer comes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest

from rematch_common.clock import utc_now
from rematch_common.contracts import DEDUPED_JOBS, RAW_JOBS
from rematch_common.database import Database
from rematch_dedup.adapters.postgres_openings import PostgresOpenings
from rematch_dedup.bootstrap import build
from rematch_dedup.domain.decision import ad_key, opening_id
from rematch_dedup.handlers import Deduplicate
from rematch_dedup.settings import Settings
from tests.fakes.samples import received
from tests.integration.common.topics import content
from tests.integration.services.running import Place, bearer, serving, status_becomes
from tests.unit.dedup.test_decision import HOUR, OTHER, RULES, A, B, changed

pytestmark = pytest.mark.stack
ID_A, ID_B = (str(opening_id(ad_key(raw))) for raw in (A, B))


@asynccontextmanager
async def dedup(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    await place.postgres.empty("dedup")
    settings = place.settings("dedup", 8002)
    database = Database(settings["database_url"], "dedup", size=1)
    await database.start()
    # Seen lately: the service ends what is older than a month as soon as it has started.
    now = utc_now()
    seen = (changed(raw, scraped_at=now - age * HOUR) for age, raw in ((2, A), (1, B), (0, OTHER)))
    await Deduplicate(PostgresOpenings(database), utc_now, RULES)(
        [received(RAW_JOBS, raw.key, raw, offset) for offset, raw in enumerate(seen)]
    )
    await database.stop()
    async with serving(lambda port: build(Settings(**place.settings("dedup", port)))) as client:
        yield client


async def told_of(place: Place, job_id: str) -> list[dict[str, Any]]:
    events = [orjson.loads(record.value) for record in await content(place.kafka, DEDUPED_JOBS.name) if record.value]
    return [event for event in events if event["job_id"] == job_id]


async def test_a_verdict_is_carried_out_told_of_and_seen(place: Place) -> None:
    key = await place.key("demo", "openings:read", "openings:write")
    names = [dict(zip(("source", "external_id"), ad_key(raw), strict=True)) for raw in (A, B)]
    body = {"one": names[0], "other": names[1], "verdict": "different"}
    async with dedup(place) as client:
        await status_becomes(client, "/v1/verdicts", key, 422)
        together = (await client.get(f"/v1/openings/{ID_A}", headers=bearer(key))).json()
        assert [ad["why"]["stage"] for ad in together["ads"]] == ["none", "text_hash"]
        answer = await client.post("/v1/verdicts", json=body, headers=bearer(key))
        assert (answer.status_code, answer.json()["openings"]) == (200, {"one": ID_A, "other": ID_B})
        (published,) = await told_of(place, ID_B)
        assert (published["version"], [ad["source"] for ad in published["ads"]]) == (1, ["indeed"])
        found = (await client.get("/v1/duplicates", params=names[1], headers=bearer(key))).json()
        assert (found["job_id"], found["ads"]) == (ID_B, [])
        again = await client.post("/v1/verdicts", json=body, headers=bearer(key))
        assert again.json()["changed"] is False
        assert len(await told_of(place, ID_B)) == 1
        rates = (await client.get("/v1/stats", headers=bearer(key))).json()
        # What other tests have published lies on the topic, too.
        assert rates["ads"] >= 3
        assert 1 <= rates["duplicates"] < rates["ads"]
