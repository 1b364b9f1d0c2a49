"""Every route of notify, asked with another tenant's keys."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from rematch_common.contracts import MATCHES
from rematch_common.door import LINKS
from rematch_common.records import Outgoing
from rematch_devstack.waiting import until
from rematch_notify.api import ANSWERS
from rematch_notify.bootstrap import build
from rematch_notify.settings import Settings
from tests.fakes.samples import found, received
from tests.integration.common.topics import publisher
from tests.integration.services.running import Place, bearer, serving
from tests.integration.services.strangers import asking, documented, notifies
from tests.integration.services.strangers.asking import MINE, STRANGERS, Cast, Who

pytestmark = [pytest.mark.stack, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
# A stream never ends: what it tells a stranger is looked at apart.
STREAMS = {"GET /v1/stream": "matches:read"}


async def test_another_tenants_keys_hear_nothing(place: Place) -> None:
    keys = await asking.cast(place)
    await place.postgres.empty("notify")
    walked = asking.Walked(lambda port: build(Settings(**place.settings("notify", port))))
    async with asyncio.timeout(300), serving(walked) as client:
        await asking.known(client, keys, "/v1/subscriptions")
        for stream, scope in STREAMS.items():
            assert walked.scopes.pop(stream) == scope
        asked = walked.asking(client, await notifies.filled(place, client, keys))
        answers = await asked.strangers_find_nothing(notifies.CASES, keys)
        documented.check((await client.get("/openapi.json")).json(), answers, ANSWERS)
        for link in LINKS:  # without a key, and with a token that notify has not made
            for method in ("GET", "POST"):
                assert (await client.request(method, f"{link}{'x' * 60}")).status_code == 410
        reader, scraper = keys.strangers
        await until(lambda: _answered(client, "/v1/stream", reader, 200))
        assert await _answered(client, "/v1/stream", scraper, 403)
        await _hears_its_own_alone(place, client, keys)


async def _answered(client: httpx.AsyncClient, path: str, who: Who, status: int) -> bool:
    async with client.stream("GET", path, headers=bearer(who.key)) as answer:
        return answer.status_code == status


async def _hears_its_own_alone(place: Place, client: httpx.AsyncClient, keys: Cast) -> None:
    """The other tenant's match is told first, each time."""
    heard: list[str] = []
    async with client.stream("GET", "/v1/stream", headers=bearer(keys.strangers[0].key)) as answer:
        telling = asyncio.ensure_future(_tell(place))
        try:
            async for line in _data(answer):
                heard.append(line)
                if len(heard) == 3:
                    break
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
    assert all(f'"tenant_id":"{STRANGERS}"' in line and "somebody-7" not in line for line in heard), heard


async def _data(answer: httpx.Response) -> AsyncIterator[str]:
    async for line in answer.aiter_lines():
        if line.startswith("data: "):
            yield line


async def _tell(place: Place) -> None:
    """Until nobody listens any more: from when on they do, nobody says."""
    async with publisher(place.kafka) as started:
        version = 0
        while True:
            version += 1
            for match in (found(MINE, "somebody-7", version), found(STRANGERS, "own-1", version)):
                record = received(MATCHES, match.key, match).record
                await started.publish([Outgoing(record.topic, record.key, record.value, record.headers)])
            await asyncio.sleep(0.1)
