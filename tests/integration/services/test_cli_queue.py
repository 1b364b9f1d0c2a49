"""`rematch queue` and `rematch categories` against a real ingest."""

import asyncio
import json
import subprocess
import sys

import pytest

from rematch_ingest.bootstrap import build
from rematch_ingest.settings import Settings
from tests.integration.services.running import Place, bearer, serving, status_becomes

pytestmark = pytest.mark.stack
PERSON = {"candidate_id": "cli-queue", "titles": ["Lighthouse Keeper"], "location": "Cork"}


async def rematch(url: str, key: str, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {"REMATCH_INGEST": url, "REMATCH_KEY": key, "NO_COLOR": "1"}
    command = [sys.executable, "-m", "rematch_devstack", *words]
    return await asyncio.to_thread(
        subprocess.run, command, env=environ, capture_output=True, text=True, check=False, timeout=60
    )


async def test_a_role_is_worked_off_and_a_category_is_kept_by_hand(place: Place) -> None:
    scraper, recruiter = await place.key("demo", "queue:work"), await place.key("second", "candidates:write")
    admin = await place.key("demo", "admin")
    settings = place.settings("ingest", 0)
    async with serving(lambda port: build(Settings(**settings | {"http_port": port}))) as client:
        url = str(client.base_url)
        await status_becomes(client, "/v1/candidates", recruiter, 400)
        answer = await client.post("/v1/candidates", json=PERSON, headers=bearer(recruiter))
        assert answer.status_code == 202
        waiting = json.loads((await rematch(url, scraper, "queue", "status", "--json")).stdout)
        (role,) = [one for one in waiting["recent_activity"] if one["normalized_role"] == "lighthouse_keeper"]
        put_first = await rematch(url, admin, "queue", "prioritise", str(role["queue_id"]), "4")
        assert put_first.returncode == 0, put_first.stderr
        assert put_first.stdout.strip() == "Lighthouse Keeper has priority 4", put_first.stderr
        taken = json.loads((await rematch(url, scraper, "queue", "next")).stdout)
        assert taken["queue_id"] == role["queue_id"]
        done = await rematch(url, scraper, "queue", "complete", str(taken["queue_id"]))
        assert (done.returncode, "1 person wishes for it" in done.stdout) == (0, True), done.stderr
        named = ("--name", "Sea trades")
        refused = await rematch(url, scraper, "categories", "put", "sea_trades", *named)
        assert (refused.returncode, "403" in refused.stderr) == (1, True)
        kept = await rematch(url, admin, "categories", "put", "sea_trades", *named, "--keyword", "keeper")
        assert kept.stdout.strip() == "sea_trades has 1 keyword", kept.stderr
        assert "sea_trades" in (await rematch(url, scraper, "categories", "list")).stdout
        assert (await rematch(url, admin, "categories", "delete", "sea_trades")).returncode == 0
        assert "sea_trades" not in (await rematch(url, scraper, "categories", "list")).stdout


async def test_a_round_is_asked_for_and_looked_at(place: Place) -> None:
    scraper, recruiter = await place.key("demo", "queue:work"), await place.key("second", "candidates:write")
    settings = place.settings("ingest", 0)
    async with serving(lambda port: build(Settings(**settings | {"http_port": port}))) as client:
        url = str(client.base_url)
        await status_becomes(client, "/v1/candidates", recruiter, 400)
        asked = json.loads((await rematch(url, scraper, "queue", "run", "--json")).stdout)
        again = await rematch(url, scraper, "queue", "run", asked["run_id"])
        assert (again.returncode, again.stdout.startswith(f"round {asked['run_id']} waits")) == (0, True), again.stderr
        refused = await rematch(url, recruiter, "queue", "run")
        assert (refused.returncode, "queue:work" in refused.stderr) == (1, True)
