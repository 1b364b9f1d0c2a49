"""An experiment of a real match: from the setting to the table that `rematch experiments report` prints."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rematch_common.service import serve
from rematch_devstack.ports import Ports
from rematch_devstack.standin.server import StandIn
from rematch_match.bootstrap import build
from rematch_match.domain.experiments.arms import arm_of
from rematch_match.domain.experiments.declaring import read_experiment
from rematch_match.settings import Settings
from tests.integration.services.introduction import publish
from tests.integration.services.running import Place, bearer, status_becomes
from tests.integration.services.test_verdicts import Pair, match

pytestmark = pytest.mark.stack
DECLARED = {
    "name": "blend-1",
    "start": "2026-01-01T00:00:00Z",
    "arms": [{"name": "usual"}, {"name": "half", "blend": {"weight": 0.5}, "prompt": "v2"}],
}


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


async def rematch(url: str, key: str, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {"REMATCH_MATCH": url, "REMATCH_KEY": key, "NO_COLOR": "1"}
    command = [sys.executable, "-m", "rematch_devstack", "experiments", *words]
    return await asyncio.to_thread(
        subprocess.run, command, env=environ, capture_output=True, text=True, check=False, timeout=60
    )


async def refused(place: Place, folder: Path, url: str, declared: dict[str, Any]) -> int:
    """How a match ends that declares this."""
    given: dict[str, Any] = {"data_dir": folder, "judges": "openai", "openai_url": url, "openai_key": "sk-none"}
    with Ports() as ports:
        settings = Settings(**place.settings("match", ports.free()), **given, experiment=json.dumps(declared))
        async with asyncio.timeout(40):
            return await serve(build(settings))


async def applied(place: Place, client: httpx.AsyncClient, pair: Pair, key: str) -> list[dict[str, Any]]:
    """The two events of the pair, once it has its verdict and the person has applied."""
    await publish(place.kafka, [pair.person(), pair.job()])
    told = await pair.told(place, 2)
    said = {"candidate_id": "jane", "job_id": str(pair.job_id), "action": "applied"}
    answer = await client.post("/v1/feedback", json=said, headers=bearer(key))
    assert answer.status_code == 202, answer.text
    return told


async def test_what_came_of_each_arm_is_reported(place: Place, tmp_path: Path, standin: StandIn) -> None:
    pair = Pair()
    arm = arm_of(read_experiment(json.dumps(DECLARED)), pair.tenant, "jane").name
    own = await place.key(pair.tenant, "tenant:admin", "matches:write")
    everybody, nobody = await place.key("deployment", "admin"), await place.key(pair.tenant, "matches:read")
    async with match(place, tmp_path, standin, experiment=json.dumps(DECLARED)) as client:
        for key, status in ((own, 422), (everybody, 422), (nobody, 403)):
            await status_becomes(client, "/v1/feedback", key, status)
        told = await applied(place, client, pair, own)
        assert [one["experiment"] for one in told] == [{"name": "blend-1", "arm": arm}] * 2
        url = str(client.base_url)
        report = await rematch(url, own, "report")
        assert report.returncode == 0, report.stderr
        assert "100.0% (20.7% to 100.0%), 1 person, 1 match" in report.stdout
        assert "too few" in report.stdout
        read = json.loads((await rematch(url, everybody, "report", "blend-1", "--json")).stdout)
        shown = {one["arm"]: one["shown"]["persons"] for one in read["results"]}
        assert shown == {"usual": 0, "half": 0} | {arm: 1}
        assert "blend-1" in (await rematch(url, own, "list")).stdout
        missing, forbidden = await rematch(url, own, "report", "next"), await rematch(url, nobody, "report")
        assert (missing.returncode, "no experiment next is known" in missing.stderr) == (1, True)
        assert (forbidden.returncode, "403" in forbidden.stderr) == (1, True)


async def test_a_name_that_stands_for_other_arms_stops_the_start(
    place: Place, tmp_path: Path, standin: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    async with match(place, tmp_path, standin, experiment=json.dumps(DECLARED)):
        pass
    other = {**DECLARED, "arms": [{"name": "usual"}, {"name": "half", "blend": {"weight": 0.6}}]}
    capsys.readouterr()
    assert await refused(place, tmp_path, standin.url, other) == 1
    assert "experiment blend-1 was declared with other arms" in capsys.readouterr().out
