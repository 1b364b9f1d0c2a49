"""From a match by way of a message to what match has noted of it, and to what its quality is."""

import asyncio
import re
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from rematch_common.contracts import EMBEDDED_CANDIDATES, EMBEDDED_JOBS, MATCH_FEEDBACK
from rematch_devstack import roles
from rematch_devstack.waiting import until
from tests.integration.common.topics import skip
from tests.integration.services.delivering import told, town
from tests.integration.services.introduction import publish
from tests.integration.services.running import Place
from tests.integration.services.test_quality import counted, match
from tests.integration.services.test_verdicts import Pair

pytestmark = pytest.mark.stack


async def noted(place: Place) -> list[dict[str, Any]]:
    owner = await asyncpg.connect(place.postgres.url(roles.OWNER), server_settings={"search_path": "match"})
    try:
        return [dict(row) for row in await owner.fetch("SELECT * FROM shown")]
    finally:
        await owner.close()


async def test_what_a_candidates_message_shows_is_noted_and_the_link_in_it_counts(place: Place, tmp_path: Path) -> None:
    pair = Pair()
    await place.postgres.empty("match")
    await skip(place.kafka, "match", [topic.name for topic in (EMBEDDED_JOBS, EMBEDDED_CANDIDATES, MATCH_FEEDBACK)])
    async with asyncio.timeout(150), town(place) as here:
        pair.tenant = here.tenant
        key = await place.key(pair.tenant, "tenant:admin", "matches:write")
        await here.subscribe("/recruiter", candidate_id="jane")
        await here.subscribe("/jane", subscriber="candidate:jane")
        async with match(place, tmp_path, key) as client:
            await publish(place.kafka, [pair.person(), pair.job()])
            await here.endpoints.until_arrived("/recruiter", 1)
            [arrived] = await here.endpoints.until_arrived("/jane", 1)
            [item] = told([arrived.body])[0]["items"]

            async def one() -> bool:
                return len(await noted(place)) == 1

            await until(one)
            [row] = await noted(place)
            assert (row["job_id"], row["match_version"]) == (pair.job_id, item["version"])
            assert (row["surface"], row["position"], row["profile"]) == ("message", 1, "rematch")
            await counted(client, key, applied=0)
            path = re.sub("^http://[^/]*", "", item["links"]["applied"])
            assert (await here.client.post(path)).status_code == 200
            await counted(client, key, applied=1)
            assert await noted(place) == [row]
