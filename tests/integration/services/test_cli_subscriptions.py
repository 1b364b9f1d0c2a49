"""`rematch subscriptions` against a real notify."""

import asyncio
import json
import subprocess
import sys

import pytest

from tests.integration.services.running import Place
from tests.integration.services.test_subscriptions import notify

pytestmark = [pytest.mark.stack, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


async def rematch(url: str, key: str, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {"REMATCH_NOTIFY": url, "REMATCH_KEY": key, "NO_COLOR": "1"}
    command = [sys.executable, "-m", "rematch_devstack", "subscriptions", *words]
    return await asyncio.to_thread(
        subprocess.run, command, env=environ, capture_output=True, text=True, check=False, timeout=60
    )


async def test_a_life_of_a_subscription_by_command(place: Place) -> None:
    key = await place.key("demo", "subscriptions:read", "subscriptions:write")
    async with notify(place, key) as client:
        await lives(str(client.base_url), key)


async def lives(url: str, key: str) -> None:
    refused = await rematch(url, key, "create", "recruiter:mo", "--channel", "log", "--to", "mo")
    assert (refused.returncode, "filter: say what you want" in refused.stderr) == (1, True)
    words = ("--where", "skills=python,go", "--pace", "daily@08:30", "--quiet", "22:00-07:00", "--cap", "10/day")
    created = await rematch(url, key, "create", "recruiter:mo", "--channel", "log", "--to", "mo@x.org", *words)
    assert created.returncode == 0, created.stderr
    made = json.loads(created.stdout)
    assert (made["filter"], made["cap"]) == ({"skills": ["python", "go"]}, {"most": 10, "period": "day"})
    one = made["subscription_id"]
    assert "mo@x.org" not in created.stdout
    assert one in (await rematch(url, key, "list", "--json")).stdout
    assert (await rematch(url, key, "test", one)).stdout.strip() == "sent"
    changed = json.loads((await rematch(url, key, "change", one, "--off", "--quiet", "none")).stdout)
    assert (changed["state"], changed["quiet"], changed["pace"]) == ("off", None, "daily")
    assert (await rematch(url, key, "resume", one)).stdout.strip() == f"{one} is active"
    assert json.loads((await rematch(url, key, "show", one)).stdout)["messages"] == []
    assert (await rematch(url, key, "delete", one)).returncode == 0
    assert (await rematch(url, key, "show", one)).returncode == 1
