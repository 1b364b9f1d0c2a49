"""`rematch schemas` registers what the services will write with, or says in one sentence why it can't."""

import asyncio

import orjson
import pytest
from typer.testing import CliRunner, Result

from rematch_common.contracts import MATCHES, TOPICS
from rematch_common.contracts.subjects import subject_schema
from rematch_common.errors import Unusable
from rematch_devstack.cli import application
from tests.fakes.registry import SmallRegistry, serving


async def said(*words: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, application(), ["schemas", *words])


async def test_every_topic_has_its_schema_there_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    small = SmallRegistry()
    async with serving(small) as url:
        monkeypatch.setenv("REMATCH_SCHEMA_REGISTRY_URL", url)
        first, again = await said("--tenant", "acme"), await said()
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert set(small.subjects) == {f"{topic.name}-value" for topic in TOPICS} | {"matches.acme-value"}
    assert f"matches-value: {small.ids[subject_schema(MATCHES)]}" in again.output.splitlines()
    assert small.asked["register"] == len(TOPICS) + 1


async def test_a_schema_that_is_refused_is_found_before_a_roll_out(monkeypatch: pytest.MonkeyPatch) -> None:
    small = SmallRegistry()
    former = orjson.loads(subject_schema(MATCHES))
    former["properties"]["gone"] = {"type": "string"}
    small.config["matches-value"] = "BACKWARD"
    small.register("matches-value", orjson.dumps(former).decode())
    async with serving(small) as url:
        monkeypatch.setenv("REMATCH_SCHEMA_REGISTRY_URL", url)
        refused = await said()
    assert isinstance(refused.exception, Unusable)
    assert "matches-value: the schema is not backward compatible" in str(refused.exception)


@pytest.mark.parametrize(("url", "sentence"), [("", "set REMATCH_SCHEMA_REGISTRY_URL"), ("http://127.0.0.1:1", "away")])
async def test_without_a_registry_it_says_so(monkeypatch: pytest.MonkeyPatch, url: str, sentence: str) -> None:
    monkeypatch.setenv("REMATCH_SCHEMA_REGISTRY_URL", url)
    told = await said()
    assert isinstance(told.exception, Unusable)
    assert sentence in str(told.exception)
