"""What is committed is what the models say, and every example is a record that every reader accepts."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from rematch_common.codec import Stamp, decode, encode
from rematch_common.contracts import (
    SERVICES,
    TOPICS,
    RawJob,
    Topic,
    about_people,
    all_topics,
    kafka_config,
    topic_named,
)
from rematch_common.contracts.base import Event
from rematch_common.contracts.dataschema import SCHEMAS
from rematch_common.contracts.generate import ASYNCAPI, EXAMPLES, generate
from rematch_common.contracts.raw_job import OLDER_SPELLINGS
from rematch_common.records import Record

STAMP = Stamp("/rematch/tests", datetime(2026, 2, 1, tzinfo=UTC))
FILES = sorted(EXAMPLES.glob("*/*.json"))
MODELS = tuple(dict.fromkeys(model for topic in TOPICS for model in topic.models))


def record_of(path: Path) -> Record:
    ce_type = path.name.rsplit(".", 2)[0]
    return Record(path.parent.name, 0, 0, 0, b"key", path.read_bytes(), (("ce_type", ce_type.encode()),))


def in_todays_names(path: Path) -> bool:
    """The schema of a posting doesn't tell the older spellings, which are read all the same."""
    return path.parent.name not in {"raw-jobs", "raw-jobs-bulk"} or "platform" not in json.loads(path.read_bytes())


def test_the_committed_files_are_what_the_models_say() -> None:
    assert [path.name for path in generate(check=True)] == [], "run `make schemas`"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_example_is_the_same_after_a_round_trip(path: Path) -> None:
    topic = topic_named(path.parent.name)
    event = decode(topic, record_of(path))
    assert event is not None
    sent = encode(topic, event.key, event, STAMP)
    assert decode(topic, Record(topic.name, 0, 1, 0, sent.key, sent.value, sent.headers)) == event


@pytest.mark.parametrize(
    "path", [path for path in FILES if in_todays_names(path)], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_an_example_conforms_to_its_schema(path: Path) -> None:
    value = json.loads(path.read_bytes())
    schema = json.loads((SCHEMAS / f"{path.name.rsplit('.', 2)[0]}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(value, schema)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_record_of_a_topic_has_a_full_and_a_minimal_example(topic: Topic) -> None:
    for model in topic.models:
        values = [json.loads(path.read_bytes()) for path in sorted((EXAMPLES / topic.name).glob(f"{model.ce_type}.*"))]
        assert len(values) >= 2
        assert set().union(*values) >= model.model_fields.keys(), f"no example shows every field of {model.__name__}"
        required = {name for name, field in model.model_fields.items() if field.is_required()}
        assert len(values[1]) <= len(required) + 2


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_field_that_may_be_null_is_null_when_it_is_left_out(model: type[Event]) -> None:
    """Nulls are not written, so that only null may stand for what is left out."""
    for name, field in model.model_fields.items():
        assert field.annotation is not None
        try:
            TypeAdapter(field.annotation).validate_python(None)
        except ValidationError:
            continue
        assert field.default is None, name


def test_the_names_of_records_and_topics_are_unique() -> None:
    assert len({model.ce_type for model in MODELS}) == len(MODELS)
    names = [topic.name for topic in all_topics()]
    assert len(set(names)) == len(names)


def test_every_consumer_of_ours_has_its_dead_letters_and_its_retries() -> None:
    names = {topic.name for topic in all_topics()}
    assert {"raw-jobs.dlq", "raw-jobs.dedup.retry", "deduped-jobs.embed.retry"} <= names
    assert {"embedded-jobs.match.retry", "matches.notify.retry"} <= names
    assert "access-keys.dlq" in names
    assert not {name for name in names if name.startswith("access-keys.") and name.endswith(".retry")}
    assert not {name for name in names if "apps" in name or "scrapers" in name}


@pytest.mark.parametrize("topic", all_topics(), ids=lambda topic: topic.name)
def test_what_a_topic_lets_in_can_be_handled_or_dead_lettered(topic: Topic) -> None:
    config = kafka_config(topic)
    assert topic.partitions in {1, 3, 12}
    assert topic.embedded_partitions in {1, 4}
    assert topic.max_record_bytes <= int(config["max.message.bytes"]) <= 4 * 1024 * 1024
    assert (topic.cleanup == "compact") is ("max.compaction.lag.ms" in config)
    if topic.name.endswith((".dlq", ".retry")):
        assert topic.cleanup == "delete"
    if topic.name.endswith(".retry") and not topic.people:
        assert config["retention.ms"] == "-1"
    if topic.name.endswith(".dlq") or (topic.name.endswith(".retry") and topic.people):
        assert config["retention.ms"] == str(14 * 86_400_000)


def test_what_lies_beside_a_topic_of_people_has_an_end() -> None:
    beside = [topic for topic in all_topics() if topic.name.endswith((".dlq", ".retry")) and topic.people]
    assert {"candidate-profiles.dlq", "embedded-candidates.match.retry", "matches.dlq", "match-feedback.dlq"} <= {
        topic.name for topic in beside
    }
    for topic in beside:
        config = kafka_config(topic)
        assert (config["segment.ms"], config["message.timestamp.type"]) == (str(86_400_000), "LogAppendTime")
    assert {topic.name for topic in all_topics() if topic.people} == {
        topic.name for topic in all_topics() if about_people(topic.name)
    }
    assert about_people("embedded-candidates.e5.v2.match_e5_v2.retry")
    assert "segment.ms" not in kafka_config(topic_named("raw-jobs.dlq"))


def test_compacted_topics_keep_tombstones_for_a_week_and_compact_within_a_day() -> None:
    assert kafka_config(topic_named("matches")) == {
        "cleanup.policy": "compact",
        "max.message.bytes": "4194304",
        "delete.retention.ms": "604800000",
        "max.compaction.lag.ms": "86400000",
        "min.cleanable.dirty.ratio": "0.1",
    }


def test_an_old_posting_on_a_raw_topic_is_kept_by_the_clock_of_the_broker() -> None:
    assert kafka_config(topic_named("raw-jobs"))["message.timestamp.type"] == "LogAppendTime"
    assert "message.timestamp.type" not in kafka_config(topic_named("raw-jobs.dedup.retry"))


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for value in node.values() for found in _references(value)]
    return [found for value in node for found in _references(value)] if isinstance(node, list) else []


def test_the_asyncapi_document_is_whole() -> None:
    document = yaml.safe_load(ASYNCAPI.read_text("utf-8"))
    assert document["asyncapi"] == "3.0.0"
    introduced = {"embedded-jobs-of-another-model", "embedded-candidates-of-another-model"}
    beside = introduced | {"matches-of-one-tenant", "dead-letters", "retries"}
    assert document["channels"].keys() == {topic.name for topic in TOPICS} | beside
    for reference in _references(document):
        node = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
    for name, operation in document["operations"].items():
        assert operation["action"] in {"send", "receive"}
        assert name.split("-")[0] in SERVICES
        channel = operation["channel"]["$ref"].rsplit("/", 1)[-1]
        assert all(message["$ref"].startswith(f"#/channels/{channel}/messages/") for message in operation["messages"])


def test_the_schema_tells_the_older_spellings() -> None:
    schema = json.loads((SCHEMAS / f"{RawJob.ce_type}.json").read_text("utf-8"))
    assert schema["x-older-spellings"] == OLDER_SPELLINGS
    assert set(OLDER_SPELLINGS.values()) <= RawJob.model_fields.keys()
