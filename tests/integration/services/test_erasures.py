"""Erasures over HTTP and on the command line, over a real database and a real broker."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from rematch_common.contracts import CANDIDATE_PROFILES
from rematch_common.database import Database
from rematch_ingest import erasing
from rematch_ingest.bootstrap import build
from rematch_ingest.settings import Settings
from tests.integration.common.topics import content
from tests.integration.services.running import Place, bearer, serving, status_becomes

pytestmark = pytest.mark.stack


@asynccontextmanager
async def ingest(place: Place, key: str) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(lambda port: build(Settings(**place.settings("ingest", port)))) as client:
        client.headers.update(bearer(key))
        await status_becomes(client, "/v1/candidates", key, 400)
        yield client


async def known(client: httpx.AsyncClient, *names: str) -> None:
    people = [{"candidate_id": name, "headline": "Welder", "skills": ["welding"]} for name in names]
    assert (await client.post("/v1/candidates", json=people)).status_code == 202


async def told(place: Place, *words: str) -> Any:
    """What ingest's own command answers."""
    return await erasing.work(erasing.parser().parse_args(words), Settings(**place.settings("ingest", 8001)))


async def last_of(place: Place, key: str) -> tuple[bool, int | None]:
    """Whether the last record of a person is a tombstone, and its version."""
    record = [one for one in await content(place.kafka, CANDIDATE_PROFILES.name) if one.key == key.encode()][-1]
    return record.value is None, record.version


async def test_an_erasure_is_asked_for_shown_and_listed(place: Place) -> None:
    key, stranger = await place.key("era", "candidates:write"), await place.key("erb", "candidates:write")
    async with ingest(place, key) as client:
        await known(client, "c-1", "c-2", "c-3")
        asked = [await client.delete(f"/v1/candidates/{name}") for name in ("c-1", "c-2", "c-3")]
        assert [answer.status_code for answer in asked] == [202, 202, 202]
        first = asked[0].json()
        assert asked[0].headers["Location"] == f"/v1/erasures/{first['erasure_id']}"
        assert (first["candidate_id"], first["version"], first["done_at"]) == ("c-1", 2, None)
        assert first["outstanding"] == ["embed", "match", "notify", "dlq"]
        assert await last_of(place, "era/c-1") == (True, 2)
        again = (await client.delete("/v1/candidates/c-1")).json()
        assert again == (await client.get(asked[0].headers["Location"])).json() == first
        pages = (await client.get("/v1/erasures", params={"limit": 2})).json()
        rest = (await client.get("/v1/erasures", params={"limit": 2, "cursor": pages["next"]})).json()
        listed = [one["candidate_id"] for one in (*pages["erasures"], *rest["erasures"])]
        assert (listed, rest["next"]) == (["c-3", "c-2", "c-1"], None)
        await _refused(client, first["erasure_id"], stranger)
        await known(client, "c-1")
        assert await last_of(place, "era/c-1") == (False, 3), "who comes anew is somebody else"


async def _refused(client: httpx.AsyncClient, erasure_id: str, stranger: str) -> None:
    other = bearer(stranger)
    await status_becomes(client, "/v1/candidates", stranger, 400)
    assert (await client.delete("/v1/candidates/c-1", headers=other)).status_code == 404
    assert (await client.get(f"/v1/erasures/{erasure_id}", headers=other)).status_code == 404
    assert (await client.get("/v1/erasures", headers=other)).json() == {"erasures": [], "next": None}
    assert (await client.delete("/v1/candidates/nobody")).status_code == 404
    assert (await client.delete("/v1/candidates/no%20id")).status_code == 422
    assert (await client.get("/v1/erasures", params={"cursor": "what"})).status_code == 422
    assert (await client.delete("/v1/candidates/c-1", headers=bearer("rmk_x"))).status_code == 401


async def restored(database: Database, tenant: str) -> None:
    """As a backup from before the erasure has it: the person is there, at an older version, and the ledger is not."""
    async with database.transaction([tenant]) as connection:
        await connection.execute("DELETE FROM erasures")
        await connection.execute("DELETE FROM erasure_receipts")
        await connection.execute(
            """UPDATE candidates SET version = 1, erased_at = NULL, facts = '{"headline": "Welder"}'"""
        )


async def test_a_ledger_that_was_lost_with_a_backup_is_played_again_from_its_copy_in_kafka(place: Place) -> None:
    key = await place.key("erc", "candidates:write")
    async with ingest(place, key) as client:
        await known(client, "c-1")
        asked = (await client.delete("/v1/candidates/c-1")).json()
        async with place.postgres.opened("ingest") as database:
            await restored(database, "erc")
            assert (await client.get(f"/v1/erasures/{asked['erasure_id']}")).status_code == 404
            done = await told(place, "replay", "--since", asked["asked_at"])
            assert done == {"replayed": 1, "came_anew": 0}
            async with database.transaction(["erc"]) as connection:
                row = await connection.fetchrow("SELECT version, facts FROM candidates")
        assert row is not None
        assert (row["version"], row["facts"]) == (2, "{}")
        assert await last_of(place, "erc/c-1") == (True, 2)
        assert (await client.get(f"/v1/erasures/{asked['erasure_id']}")).json()["outstanding"]
        assert (await told(place, "show", asked["erasure_id"]))["tenant_id"] == "erc"
        assert [one["candidate_id"] for one in await told(place, "list")] == ["c-1"]
        with pytest.raises(LookupError, match="no erasure"):
            await told(place, "show", "e-404")


def test_a_moment_without_a_zone_is_utc() -> None:
    assert erasing.moment("2026-11-28").isoformat() == "2026-11-28T00:00:00+00:00"
    with pytest.raises((SystemExit, argparse.ArgumentError)):
        erasing.parser().parse_args(["list", "--since", "soon"])
