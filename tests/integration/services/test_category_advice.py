"""A role that no keyword knows is sorted by a language model, over a real ingest; without one nothing is asked."""

import asyncio

import httpx
import orjson
import pytest

from rematch_common.contracts import CANDIDATE_PROFILES
from rematch_devstack.standin.server import StandIn
from rematch_devstack.waiting import until
from rematch_ingest.bootstrap import build
from rematch_ingest.settings import Settings
from tests.integration.common.topics import content
from tests.integration.services.running import Place, bearer, serving, status_becomes

pytestmark = pytest.mark.stack
TITLE, MADE, ADVISED = "Widget Whisperer", "widget_whisperer", "whisperer_work"


async def test_three_people_want_a_role_and_a_model_says_where_it_belongs(place: Place) -> None:
    admin = await place.key("advice", "admin")
    with StandIn() as model:
        settings = place.settings("ingest", 0) | {"category_url": model.url, "sweep_every": 0.2}
        async with serving(lambda port: build(Settings(**settings | {"http_port": port}))) as client:
            await status_becomes(client, "/v1/candidates", admin, 400)
            people = [{"candidate_id": f"whisperer-{number}", "titles": [TITLE]} for number in range(3)]
            answer = await client.post("/v1/candidates", json=people, headers=bearer(admin))
            assert answer.status_code == 202, answer.text
            async with asyncio.timeout(30):
                await until(lambda: _there(client, admin))
            assert (await client.get(f"/v1/categories/{MADE}", headers=bearer(admin))).status_code == 404
            one = {"candidate_id": "whisperer-9", "titles": [f"Senior {TITLE}"]}
            assert (await client.post("/v1/candidates", json=one, headers=bearer(admin))).status_code == 202
        published = [
            orjson.loads(one.value) for one in await content(place.kafka, CANDIDATE_PROFILES.name) if one.value
        ]
    (person,) = [one for one in published if one["candidate_id"] == "whisperer-9"]
    assert person["categories"] == [ADVISED]
    assert model.counts.calls >= 1


async def _there(client: httpx.AsyncClient, key: str) -> bool:
    answer = await client.get(f"/v1/categories/{ADVISED}", headers=bearer(key))
    return answer.status_code == 200 and "widget whisperer" in answer.json()["keywords"]
