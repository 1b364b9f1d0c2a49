"""Candidates on a real database and a real broker: what recruiters do, told exactly once; and the command."""

import asyncio
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from rematch_common.contracts import CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK
from rematch_ingest.bootstrap import build
from rematch_ingest.settings import Settings
from tests.fakes import cv_files
from tests.integration.common.topics import content
from tests.integration.services.running import Place, bearer, serving, status_becomes

pytestmark = pytest.mark.stack
MIB = 1024 * 1024


@asynccontextmanager
async def ingest(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(lambda port: build(Settings(**place.settings("ingest", port)))) as client:
        yield client


async def told(place: Place, prefix: str) -> list[tuple[str, int]]:
    """Everything that both topics have said of people of such ids, in order."""
    found = []
    for topic in (CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK):
        for record in await content(place.kafka, topic.name):
            event = orjson.loads(record.value or b"{}")
            if str(event.get("candidate_id", "")).startswith(prefix):
                found.append((event["candidate_id"], event["version"]))
    return found


async def test_from_a_cv_to_a_matched_person(place: Place) -> None:
    key = await place.key("demo", "candidates:write")
    async with ingest(place) as client:
        await status_becomes(client, "/v1/candidates", key, 400)
        client.headers.update(bearer(key))
        path = "/v1/candidates/way-1"
        person = {"first_name": "Jane", "last_name": "Roe", "status": "pending_review", "headline": "Jane Roe, cook"}
        assert (await client.put(path, json=person)).status_code == 200
        for data in (cv_files.docx(), cv_files.pdf()):
            draft = (await client.post(f"{path}/cv", files={"file": ("cv", data)})).json()
            assert draft["fields"]["titles"] == ["Senior Python Developer"]
        applied = await client.put(f"{path}/cv/draft", json=draft["fields"], headers={"If-Match": '"1"'})
        assert applied.json()["version"] == 2
        assert (await client.post(f"{path}/approve")).json()["status"] == "ready_for_assignment"
        assert (await client.post(f"{path}/approve")).json()["version"] == 3
        bomb = cv_files.docx_with("word/media/image1.xml", bytes(200 * MIB))
        refused = await client.post(f"{path}/cv", files={"file": ("bomb.docx", bomb)})
        assert (refused.status_code, refused.json()["field"]) == (422, "file")
        assert (await client.get(f"{path}/cv/file")).content == cv_files.pdf()
        assert await told(place, "way-") == [("way-1", 1), ("way-1", 2), ("way-1", 3)]
        records = [
            r.value or b"" for r in await content(place.kafka, CANDIDATE_PROFILES.name) if b"way-1" in (r.key or b"")
        ]
        assert not any(b"Jane" in value or b"Roe" in value for value in records)


async def test_two_processes_tell_of_each_change_exactly_once(place: Place) -> None:
    key = await place.key("demo", "candidates:write")
    async with ingest(place) as one, ingest(place) as other:
        for client in (one, other):
            await status_becomes(client, "/v1/candidates", key, 400)
            client.headers.update(bearer(key))
        names = [f"both-{number}" for number in range(5)]
        sent = [
            client.put(f"/v1/candidates/{name}", json={"headline": f"Edition {edition}"})
            for edition in range(6)
            for name in names
            for client in (one, other)
        ]
        for answer in await asyncio.gather(*sent):
            assert answer.status_code == 200, answer.text
        present = {name: (await one.get(f"/v1/candidates/{name}")).json()["version"] for name in names}
    events = await told(place, "both-")
    assert max(Counter(events).values()) == 1
    for name in names:
        assert [version for told_of, version in events if told_of == name] == list(range(1, present[name] + 1))


async def test_the_command_does_what_the_api_does(place: Place, tmp_path: Path) -> None:
    key = await place.key("demo", "candidates:write")
    people = tmp_path / "people.jsonl"
    await asyncio.to_thread(
        people.write_text, '{"candidate_id": "cmd-1", "status": "pending_review"}\n{"skills": []}\n'
    )
    cv = tmp_path / "cv.pdf"
    await asyncio.to_thread(cv.write_bytes, cv_files.pdf())
    async with ingest(place) as client:
        await status_becomes(client, "/v1/candidates", key, 400)

        async def rematch(*words: str) -> subprocess.CompletedProcess[str]:
            environ: dict[str, str] = {"REMATCH_INGEST": str(client.base_url), "REMATCH_KEY": key, "NO_COLOR": "1"}
            command = [sys.executable, "-m", "rematch_devstack", "candidates", *words]
            return await asyncio.to_thread(
                subprocess.run, command, env=environ, capture_output=True, text=True, check=False, timeout=60
            )

        added = await rematch("add", str(people))
        assert (added.returncode, added.stdout.strip()) == (1, "1 candidate accepted, 1 refused")
        assert "candidate_id" in added.stderr
        assert "ready_for_assignment, version 2" in (await rematch("approve", "cmd-1")).stdout
        read = await rematch("cv", "cmd-1", str(cv), "--apply")
        assert re.search(r"titles +Senior Python Developer +2", read.stdout), read.stdout + read.stderr
        shown: dict[str, Any] = json.loads((await rematch("show", "cmd-1")).stdout)
        assert (shown["version"], shown["has_cv"]) == (3, True)
        assert "cmd-1" in (await rematch("list", "--search", "cmd")).stdout
        assert json.loads((await rematch("export", "cmd-1")).stdout)["cv"]["kind"] == "pdf"
        nobody = await rematch("show", "cmd-2")
        assert (nobody.returncode, "no such candidate" in nobody.stderr) == (1, True)
