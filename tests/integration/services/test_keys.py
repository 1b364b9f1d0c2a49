"""Keys over two services and two replicas: one end, one limit, and an alert from wherever a revoked one is tried."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import httpx
import orjson
import pytest

from rematch_common.clock import utc_now
from rematch_common.contracts import ALERTS
from rematch_common.revoked_uses import KIND
from rematch_devstack.waiting import until
from rematch_ingest.bootstrap import access_keys
from rematch_ingest.bootstrap import build as build_ingest
from rematch_ingest.domain.keys import Wish
from rematch_ingest.handlers.keys import create_key
from rematch_ingest.settings import Settings as IngestSettings
from rematch_notify.bootstrap import build as build_notify
from rematch_notify.settings import Settings as NotifySettings
from tests.integration.common.topics import content
from tests.integration.services.running import Place, bearer, serving

pytestmark = pytest.mark.stack
# What each service answers to a key that it lets in, without doing anything.
INGEST, NOTIFY = ("/v1/keys", 200), ("/v1/stream", 200)


@asynccontextmanager
async def ingest(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(lambda port: build_ingest(IngestSettings(**place.settings("ingest", port)))) as client:
        yield client


@asynccontextmanager
async def notify(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(lambda port: build_notify(NotifySettings(**place.settings("notify", port)))) as client:
        yield client


async def status(client: httpx.AsyncClient, path: str, key: str) -> int:
    async with client.stream("GET", path, headers=bearer(key)) as answer:
        return answer.status_code


async def answers(client: httpx.AsyncClient, path: str, key: str, wanted: int) -> float:
    """When the key is answered like that."""

    async def answered() -> bool:
        return await status(client, path, key) == wanted

    async with asyncio.timeout(30):
        await until(answered)
    return monotonic()


async def limited(place: Place, per_minute: int) -> str:
    async with access_keys(place.keys) as keys:
        wish = Wish("demo", scopes=("tenant:admin",), requests_per_minute=per_minute)
        text, _ = await create_key(keys, wish, utc_now)
        return text


async def alerts(place: Place, key_id: str) -> list[str]:
    """The services that told of the key."""
    raised = [orjson.loads(record.value or b"{}") for record in await content(place.kafka, ALERTS.name)]
    return sorted(one["source"] for one in raised if (one["kind"], one.get("subject")) == (KIND, key_id))


@pytest.mark.alone
async def test_a_key_that_is_revoked_over_http_is_refused_by_every_service_within_two_seconds(place: Place) -> None:
    owner = await place.key("demo", "tenant:admin")
    async with ingest(place) as first, notify(place) as second:
        await answers(first, "/v1/keys", owner, 200)
        wish = {"scopes": ["tenant:admin", "matches:read"], "requests_per_minute": 60}
        made = (await first.post("/v1/keys", json=wish, headers=bearer(owner))).json()
        key, key_id = made["api_key"], made["id"]
        for client, (path, good) in ((first, INGEST), (second, NOTIFY)):
            await answers(client, path, key, good)
        since = monotonic()
        assert (await first.delete(f"/v1/keys/{key_id}", headers=bearer(owner))).status_code == 204
        ended = await asyncio.gather(
            *(answers(c, path, key, 401) for c, (path, _) in ((first, INGEST), (second, NOTIFY)))
        )
        assert max(ended) - since < 2
        assert (await first.get("/v1/keys", headers=bearer(key))).json()["type"] == "urn:rematch:problem:key-ended"

        async def told() -> bool:
            return await alerts(place, key_id) == ["ingest", "notify"]

        async with asyncio.timeout(20):
            await until(told)
        for client, (path, _) in ((first, INGEST), (second, NOTIFY)):
            assert await status(client, path, key) == 401
    assert await alerts(place, key_id) == ["ingest", "notify"], "once a minute each"


@pytest.mark.alone
async def test_two_replicas_share_one_limit(place: Place) -> None:
    key = await limited(place, 30)
    async with ingest(place) as one, ingest(place) as other:
        for client in (one, other):
            await answers(client, "/v1/keys", key, 200)
        since = monotonic()
        asked = [client.get("/v1/keys", headers=bearer(key)) for _ in range(30) for client in (one, other)]
        found = await asyncio.gather(*asked)
        passed = monotonic() - since
        counted = Counter(answer.status_code for answer in found)
        assert counted.keys() == {200, 429}
        assert counted[200] >= 20
        assert counted[200] <= 28 + passed / 2 + 2, "two have been used before, and one comes every two seconds"
        refused = next(answer for answer in found if answer.status_code == 429)
        assert refused.json()["type"] == "urn:rematch:problem:too-many-requests"
        assert 1 <= int(refused.headers["Retry-After"]) <= 2
        assert (refused.headers["RateLimit-Limit"], refused.headers["RateLimit-Remaining"]) == ("30", "0")
        assert (await one.get("/readyz", headers=bearer(key))).status_code == 200


async def test_what_a_key_has_asked_is_noted(place: Place) -> None:
    owner = await place.key("demo", "tenant:admin")
    async with ingest(place) as client:
        await answers(client, "/v1/keys", owner, 200)
        for _ in range(3):
            await client.get("/v1/keys", headers=bearer(owner))
    async with access_keys(place.keys) as keys:
        (known,) = await keys.all("demo")
    assert known.requests >= 4, "the last were noted when it stopped"
    assert known.last_used_at is not None


async def test_what_a_key_has_asked_of_another_service_is_noted_too(place: Place) -> None:
    owner, reader = await place.key("demo", "tenant:admin"), await place.key("demo", "matches:read")
    async with ingest(place) as client:
        await answers(client, "/v1/keys", owner, 200)
        async with notify(place) as other:
            await answers(other, "/v1/stream", reader, 200)
            assert await status(other, "/v1/stream", reader) == 200
        # It has stopped, and told what it had counted.

        async def noted() -> bool:
            shown = (await client.get("/v1/keys", headers=bearer(owner))).json()["keys"]
            (known,) = [one for one in shown if one["id"] == reader.split("_")[1]]
            return bool(known["last_used_at"]) and known["total_requests"] >= 2

        async with asyncio.timeout(20):
            await until(noted)
