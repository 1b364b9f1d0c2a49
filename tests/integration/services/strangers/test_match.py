"""Every route of match, asked with another tenant's keys."""

import asyncio
from pathlib import Path

import pytest

from rematch_common.contracts import EMBEDDED_CANDIDATES, EMBEDDED_JOBS, MATCH_FEEDBACK
from rematch_match.api import ANSWERS
from rematch_match.bootstrap import build
from rematch_match.settings import Settings
from tests.integration.common.topics import skip
from tests.integration.services.running import Place, serving
from tests.integration.services.strangers import asking, documented, matches

pytestmark = pytest.mark.stack


async def test_another_tenants_keys_find_nothing(place: Place, tmp_path: Path) -> None:
    keys = await asking.cast(place)
    await matches.stored(place)
    await skip(place.kafka, "match", [topic.name for topic in (EMBEDDED_JOBS, EMBEDDED_CANDIDATES, MATCH_FEEDBACK)])
    walked = asking.Walked(lambda port: build(Settings(**place.settings("match", port), data_dir=tmp_path)))
    async with asyncio.timeout(300), serving(walked) as client:
        await asking.known(client, keys, "/v1/feedback")
        asked = walked.asking(client, await matches.filled(client, keys))
        answers = await asked.strangers_find_nothing(matches.CASES, keys)
        documented.check((await client.get("/openapi.json")).json(), answers, ANSWERS)
