"""Ids of schemas, from a registry that comes and goes."""

import asyncio
from collections import Counter
from dataclasses import replace

import jsonschema
import orjson
import pytest
from fastapi import FastAPI, Response

from rematch_common.codec import DATASCHEMA, decode, encode
from rematch_common.contracts import MATCHES, RAW_JOBS, TOPICS, Event, RawJob, Topic
from rematch_common.contracts.examples import examples_of
from rematch_common.contracts.subjects import subject_schema
from rematch_common.errors import DependencyAway
from rematch_common.records import Outgoing, Record
from rematch_common.schema_registry import SchemaRegistry
from rematch_common.wire import Wire
from tests.fakes.registry import SmallRegistry, serving
from tests.unit.common.api_cases import served
from tests.unit.common.codec_cases import POSTING, STAMP, arrived

POSTED = encode(RAW_JOBS, "a:1", RawJob.model_validate(POSTING), STAMP)
NOBODY = "http://127.0.0.1:1"


async def test_a_topic_is_asked_about_once_however_many_ask_at_once() -> None:
    small = SmallRegistry()
    async with serving(small) as url:
        registry = SchemaRegistry(lambda: url)
        ids = await asyncio.gather(*(registry.id_of(name) for name in ("raw-jobs", "matches") * 20))
    assert set(ids) == set(small.ids.values()) and len(small.ids) == 2
    assert small.asked == {"look up": 2, "register": 2, "configure": 2}
    assert small.config == {"raw-jobs-value": "BACKWARD", "matches-value": "BACKWARD"}
    assert await registry.id_of("matches") == ids[1], "it is away now, and need not be there"


async def test_the_next_process_finds_what_is_there_and_may_be_one_that_only_reads() -> None:
    small = SmallRegistry()
    async with serving(small) as url:
        first = await SchemaRegistry(lambda: url).id_of("matches")
        small.read_only, small.asked = True, Counter()
        assert await SchemaRegistry(lambda: url).id_of("matches") == first
        assert small.asked == {"look up": 1}
        with pytest.raises(DependencyAway, match="403 for raw-jobs-value: read only"):
            await SchemaRegistry(lambda: url).id_of("raw-jobs")


async def test_what_an_operator_has_chosen_stays() -> None:
    small = SmallRegistry()
    small.config["matches-value"] = "FULL"
    async with serving(small) as url:
        await SchemaRegistry(lambda: url).id_of("matches")
    assert small.config == {"matches-value": "FULL"}


@pytest.mark.parametrize("name", ["matches.dlq", "matches.notify.retry", "matches.acme.dlq", "embedded-jobs.x.dlq"])
async def test_what_lies_there_as_it_came_has_no_schema(name: str) -> None:
    assert await SchemaRegistry(lambda: NOBODY).id_of(name) is None


async def test_a_topic_that_stands_in_for_another_has_its_schema() -> None:
    small = SmallRegistry()
    async with serving(small) as url:
        registry = SchemaRegistry(lambda: url)
        assert await registry.id_of("matches.acme") == await registry.id_of("matches")
        assert await registry.id_of("embedded-jobs.mini-2") == await registry.id_of("embedded-jobs")
    names = ("matches.acme", "matches", "embedded-jobs.mini-2", "embedded-jobs")
    assert set(small.subjects) == {f"{name}-value" for name in names}


async def test_a_registry_that_is_away_is_away_until_it_is_there() -> None:
    small, addresses = SmallRegistry(), [NOBODY]
    registry = SchemaRegistry(lambda: addresses[-1])
    with pytest.raises(DependencyAway, match="schema registry is away"):
        await Wire("", registry).dressed([POSTED])
    async with serving(small) as url:
        addresses.append(url)
        (sent,) = await Wire("", registry).dressed([POSTED])
    assert sent.value == b"\0" + (1).to_bytes(4, "big") + (POSTED.value or b"")
    assert decode(RAW_JOBS, arrived(sent)) == decode(RAW_JOBS, arrived(POSTED))


async def test_a_schema_that_breaks_the_one_before_it_is_no_reason_to_lose_a_record() -> None:
    small = SmallRegistry()
    former = orjson.loads(subject_schema(RAW_JOBS))
    former["properties"]["a_field_that_was_taken_away"] = {"type": "string"}
    small.config["raw-jobs-value"] = "BACKWARD"
    small.register("raw-jobs-value", orjson.dumps(former).decode())
    async with serving(small) as url:
        with pytest.raises(DependencyAway, match=r"not backward compatible .*a_field_that_was_taken_away: removed"):
            await Wire("", SchemaRegistry(lambda: url)).dressed([POSTED])


async def test_what_another_release_has_left_is_sent_with_the_newest_schema() -> None:
    small = SmallRegistry()
    async with serving(small) as url:
        wire = Wire("https://jobs.example", SchemaRegistry(lambda: url))
        mine, later = await wire.dressed([POSTED]), orjson.loads(subject_schema(RAW_JOBS))
        later["properties"]["a_later_field"] = {"type": "string"}
        small.register("raw-jobs-value", orjson.dumps(later).decode())
        headers = dict(POSTED.headers) | {DATASCHEMA: b"rematch.job.scraped.v1/0.json"}
        theirs = await wire.dressed([replace(POSTED, headers=tuple(headers.items()))])
        assert await wire.dressed([POSTED]) == mine
    assert [(sent.value or b"")[4] for sent in (*mine, *theirs)] == [1, 2]


async def test_a_tombstone_a_dead_letter_and_what_is_framed_stay_as_they_are() -> None:
    async with serving(SmallRegistry()) as url:
        wire = Wire("", SchemaRegistry(lambda: url))
        others = [encode(MATCHES, "acme/c-1/x", None, STAMP), Outgoing("raw-jobs.dlq", b"k", b"{}")]
        assert await wire.dressed(others) == others
        framed = await wire.dressed([POSTED])
        assert await wire.dressed(framed) == framed


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"id": "7"}', b'{"id": -1}', b'{"id": 4294967296}', b"<html>"])
async def test_an_answer_that_is_none_is_away(answer: bytes) -> None:
    api = FastAPI()

    @api.post("/{path:path}")
    async def anything() -> Response:
        return Response(answer)

    async with served(api) as url:
        with pytest.raises(DependencyAway):
            await SchemaRegistry(lambda: url).id_of("matches")


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_schema_takes_what_is_written_and_nothing_besides(topic: Topic) -> None:
    schema = orjson.loads(subject_schema(topic))
    checked = jsonschema.Draft7Validator(schema)
    checked.check_schema(schema)
    for model in topic.models:
        for example in examples_of(model)[:2]:
            event = decode(topic, record_of(topic, model, example))
            assert event is not None
            written = orjson.loads(encode(topic, "key", event, STAMP).value or b"")
            checked.validate(written)
            assert not checked.is_valid({**written, "what_nobody_writes": 1})


def record_of(topic: Topic, model: type[Event], example: object) -> Record:
    return Record(topic.name, 0, 0, 0, b"key", orjson.dumps(example), (("ce_type", model.ce_type.encode()),))
