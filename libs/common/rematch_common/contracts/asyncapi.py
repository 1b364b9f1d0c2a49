"""The AsyncAPI 3 document, made from the table of topics and the models."""

from collections.abc import Iterator
from typing import Any

from pydantic.json_schema import models_json_schema

from rematch_common.contracts import limits
from rematch_common.contracts.base import Event
from rematch_common.contracts.examples import examples_of
from rematch_common.contracts.introducing import introducing
from rematch_common.contracts.own_topics import own_topic
from rematch_common.contracts.topic import DLQ_RETENTION_DAYS, SERVICES, Topic, kafka_config
from rematch_common.contracts.topics import MATCHES, TOPICS

Document = dict[str, Any]

_BINDING, _OWN_ID = "0.5.0", "matches-of-one-tenant"
_TEXT = {"type": "string"}
_DLQ_HEADERS = {
    limits.DLQ_ORIGINAL_TOPIC: "where the record lay",
    limits.DLQ_ORIGINAL_PARTITION: "the partition there",
    limits.DLQ_ORIGINAL_OFFSET: "the offset there",
    limits.DLQ_ORIGINAL_TIMESTAMP: "its timestamp in milliseconds",
    limits.DLQ_CONSUMER: "who could not handle it",
    limits.DLQ_REASON: "a stable slug",
    limits.DLQ_ERROR: "one readable sentence naming the field",
    limits.DLQ_FIELD: "the path of the field at fault, where there is one",
    limits.DLQ_ATTEMPTS: "how often it was tried",
    limits.DLQ_TRACEBACK: "where a bug showed",
    limits.DLQ_TRUNCATED: "its size in bytes, where it was too large to be kept whole",
}
_CE_HEADERS = {
    "ce_specversion": {"type": "string", "const": "1.0"},
    "ce_id": {**_TEXT, "description": "the same event has the same id, however often it is written"},
    "ce_type": {**_TEXT, "description": "the kind of record, with its version"},
    "ce_source": {**_TEXT, "description": "who wrote it"},
    "ce_time": {"type": "string", "format": "date-time"},
    "ce_dataschema": {"type": "string", "format": "uri", "description": "where the JSON Schema of the record lies"},
    "ce_subject": {**_TEXT, "description": "the key"},
    "ce_sequence": {**_TEXT, "description": "the version of what the record is about; a tombstone's, too"},
    limits.ERASURE_ID: {**_TEXT, "description": "of a person's tombstone: the erasure that wants receipts"},
    limits.MOVED_TO: {**_TEXT, "description": "of a match's tombstone: the topic on which the match goes on"},
    limits.MOVED_FROM: {**_TEXT, "description": "of a match that was told before: the topic on which it lay"},
    "content-type": {"type": "string", "const": "application/json"},
    "traceparent": {**_TEXT, "description": "W3C trace context"},
}


def asyncapi_document(version: str) -> Document:
    """The whole document, as plain data."""
    models = tuple(dict.fromkeys(model for topic in TOPICS for model in topic.models))
    _, schemas = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/components/schemas/{model}"
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Rematch",
            "version": version,
            "description": "The records that pass between the services, and the topics on which they do.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in TOPICS}
        | {_introduced_id(topic): _introduced(topic) for topic in _introducible()}
        | {_OWN_ID: _own()}
        | {"dead-letters": _dlq(), "retries": _retries()},
        "operations": dict(_operations()),
        "components": {
            "messages": {model.__name__: _message(model) for model in models} | {"DeadLetter": _dead_letter()},
            "messageTraits": {"CloudEvent": {"headers": {"type": "object", "properties": _CE_HEADERS}}},
            "schemas": schemas["$defs"],
        },
    }


def _channel(topic: Topic) -> Document:
    settings: Document = {name: int(text) if text.isdecimal() else text for name, text in kafka_config(topic).items()}
    settings["cleanup.policy"] = [topic.cleanup]
    known = ("cleanup.policy", "retention.ms", "delete.retention.ms", "max.message.bytes")
    return {
        "address": topic.name,
        "description": f"{topic.description} Key: {topic.key}."
        + (" A null value means: forget this key." if topic.tombstones else ""),
        "messages": {model.__name__: {"$ref": f"#/components/messages/{model.__name__}"} for model in topic.models},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {name: settings[name] for name in known if name in settings},
                "bindingVersion": _BINDING,
            }
        },
    }


def _introducible() -> list[Topic]:
    return [topic for topic in TOPICS if topic.producers == ("embed",)]


def _introduced_id(topic: Topic) -> str:
    return f"{topic.name}-of-another-model"


def _introduced(topic: Topic) -> Document:
    """As many of them as there are models being introduced, which is none most of the time."""
    channel = _channel(introducing(topic, "MODEL"))
    del channel["bindings"]["kafka"]["topic"]
    return channel | {
        "address": f"{topic.name}.{{model}}",
        "parameters": {"model": {"description": "its label: 1 to 64 letters, digits, '_', '.' or '-'"}},
    }


def _own() -> Document:
    """As many of them as there are tenants that have asked for one."""
    channel = _channel(own_topic("TENANT"))
    del channel["bindings"]["kafka"]["topic"]
    return channel | {
        "address": f"{MATCHES.name}.{{tenant}}",
        "parameters": {"tenant": {"description": "a tenant whose setting `own_topic` is true"}},
    }


def _dlq() -> Document:
    return {
        "address": "{topic}.dlq",
        "description": f"What could not be handled, key and value byte for byte; {DLQ_RETENTION_DAYS} days.",
        "parameters": {"topic": {"enum": [topic.name for topic in TOPICS if topic.readers]}},
        "messages": {"DeadLetter": {"$ref": "#/components/messages/DeadLetter"}},
    }


def _retries() -> Document:
    retried = [topic for topic in TOPICS if topic.readers and not topic.broadcast]
    models = dict.fromkeys(model.__name__ for topic in retried for model in topic.models)
    consumers = {reader for topic in retried for reader in topic.readers}
    return {
        "address": "{topic}.{consumer}.retry",
        "description": "Dead letters that one consumer tries again, as they first came.",
        "parameters": {
            "topic": {"enum": [topic.name for topic in retried]},
            "consumer": {
                "enum": [*(service for service in SERVICES if service in consumers), "embed_MODEL"],
                "description": "MODEL: the label of a model that is being introduced, its dots written as `_`",
            },
        },
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in models},
    }


def _operations() -> Iterator[tuple[str, Document]]:
    for service in SERVICES:
        for topic in TOPICS:
            if service in (*topic.consumers, *topic.followers):
                yield f"{service}-receives-{topic.name}", _operation("receive", topic, f"{service} reads {topic.name}")
            if service in topic.producers:
                yield f"{service}-sends-{topic.name}", _operation("send", topic, f"{service} writes {topic.name}")
    for topic in _introducible():
        summary = f"a second embed writes {topic.name}.{{model}}"
        yield f"embed-sends-{_introduced_id(topic)}", _operation("send", topic, summary, _introduced_id(topic))
    yield f"match-sends-{_OWN_ID}", _operation("send", MATCHES, "match writes matches.{tenant}", _OWN_ID)
    yield f"notify-receives-{_OWN_ID}", _operation("receive", MATCHES, "notify reads matches.{tenant}", _OWN_ID)


def _operation(action: str, topic: Topic, summary: str, channel: str = "") -> Document:
    where = f"#/channels/{channel or topic.name}"
    return {
        "action": action,
        "channel": {"$ref": where},
        "summary": summary,
        "messages": [{"$ref": f"{where}/messages/{model.__name__}"} for model in topic.models],
    }


def _message(model: type[Event]) -> Document:
    return {
        "name": model.ce_type,
        "title": model.__name__,
        "summary": (model.__doc__ or "").strip().splitlines()[0],
        "contentType": "application/json",
        "traits": [{"$ref": "#/components/messageTraits/CloudEvent"}],
        "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
        "examples": [{"name": "minimal", "payload": dict(examples_of(model)[1])}],
        "bindings": {"kafka": {"key": _TEXT, "bindingVersion": _BINDING}},
    }


def _dead_letter() -> Document:
    return {
        "name": "dead-letter",
        "title": "DeadLetter",
        "summary": "A record that could not be handled, as it came.",
        "headers": {
            "type": "object",
            "properties": {name: {**_TEXT, "description": told} for name, told in _DLQ_HEADERS.items()},
        },
        "bindings": {"kafka": {"bindingVersion": _BINDING}},
    }
