"""Every route of ingest, asked with another tenant's keys."""

import asyncio

import pytest

from rematch_ingest.api import ANSWERS
from rematch_ingest.bootstrap import build
from rematch_ingest.settings import Settings
from tests.integration.services.running import Place, serving
from tests.integration.services.strangers import asking, documented, ingests

pytestmark = pytest.mark.stack


async def test_another_tenants_keys_find_nothing(place: Place) -> None:
    keys = await asking.cast(place)
    walked = asking.Walked(lambda port: build(Settings(**place.settings("ingest", port), imports_every=0.1)))
    async with asyncio.timeout(300), serving(walked) as client:
        await asking.known(client, keys, "/v1/keys")
        asked = walked.asking(client, await ingests.filled(client, keys))
        answers = await asked.strangers_find_nothing(ingests.CASES, keys)
        documented.check((await client.get("/openapi.json")).json(), answers, ANSWERS)
