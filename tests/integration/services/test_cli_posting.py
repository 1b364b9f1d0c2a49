"""`rematch post` and `rematch import` against an ingest that runs."""

import asyncio
from pathlib import Path

import httpx
import orjson
import pytest

from rematch_devstack.commands import importing, posting
from rematch_devstack.commands.door import Door
from rematch_devstack.errors import StackError
from tests.integration.services import ingesting
from tests.integration.services.running import Place

pytestmark = pytest.mark.stack


def door_of(client: httpx.AsyncClient) -> Door:
    return Door(str(client.base_url).rstrip("/"), client.headers["authorization"].partition(" ")[2])


async def test_a_file_is_posted_and_imported(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "jobs.jsonl"
    jobs = [orjson.dumps(ingesting.posting(number)) for number in range(30)]
    file.write_bytes(b"\n".join([*jobs[:10], b"", b"broken", *jobs[10:]]))
    async with asyncio.timeout(60), ingesting.scraping(place) as client:
        door = door_of(client)
        tally = await posting.post(door, str(file))
        assert (tally.accepted, [row[0] for row in tally.rows()]) == (30, [12])
        told = await importing.asked(door, [str(file)], None, wait=False)
        await ingesting.becomes(client, f"/v1/imports/{told['import_id']}", "deciding")
        again = await importing.asked(door, [str(file)], None, wait=False)
        assert again["import_id"] == told["import_id"]
        status = await importing.asked(door, ["status", told["import_id"]], None, wait=False)
        assert (status["total"], status["failed"]) == (31, 1)
        assert [each["line"] for each in status["failures"]] == [12]


async def test_what_goes_wrong_is_one_sentence(place: Place, tmp_path: Path) -> None:
    bad = tmp_path / "jobs.csv"
    bad.write_bytes(b"title,company\nx,\xe9\n")
    async with asyncio.timeout(60), ingesting.scraping(place) as client:
        door = door_of(client)
        with pytest.raises(posting.Unreadable, match="line 2: this is not UTF-8"):
            await importing.asked(door, [str(bad)], None, wait=False)
        with pytest.raises(posting.Unreadable, match="cannot be read"):
            await importing.asked(door, [str(tmp_path / "none")], None, wait=False)
        with pytest.raises(StackError, match="no import"):
            await importing.asked(door, ["status", "0" * 32], None, wait=False)
        with pytest.raises(StackError, match="access key"):
            await posting.post(Door(door.url, "rmk_x"), str(bad))
    with pytest.raises(StackError, match="does not answer"):
        await posting.post(door, str(bad))
