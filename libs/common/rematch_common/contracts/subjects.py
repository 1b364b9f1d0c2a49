"""What a schema registry is told of a topic: one JSON Schema for all that may lie there.

A registry compares each version with the one before it, and by its rules a field may be added only to an object that
allows no others: else it might have stood there before, as anything. So objects are closed here, which holds for what
our services write; readers of ours still pass over what they don't know. Kinds of records on one topic become one
object with the fields of all: registries don't see that an alternative has only grown. What each kind must have is
told by its own schema, which `ce_dataschema` names. Draft 7 is what all registries read.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import orjson
from pydantic.json_schema import models_json_schema

from rematch_common.contracts.own_topics import is_own_topic
from rematch_common.contracts.topic import Topic
from rematch_common.contracts.topics import MATCHES, TOPICS

Schema = dict[str, Any]
_WORDS = frozenset({"title", "description", "default", "examples"})
# Where names are the fields' own.
_NAMING = frozenset({"properties", "definitions"})


def subject_of(topic_name: str) -> str:
    """The name by which a registry knows the values of a topic."""
    return f"{topic_name}-value"


@cache
def registered_as(topic_name: str) -> Topic | None:
    """The topic whose schema holds there: its own, or that of the topic which it stands in for. None for what holds
    records of others as they came, as dead letters are."""
    if is_own_topic(topic_name):
        return MATCHES
    found = {topic.name: topic for topic in TOPICS}
    if topic_name.endswith((".dlq", ".retry")):
        return None
    # While a model is being introduced, embedded-jobs.MODEL stands in for embedded-jobs.
    return found.get(topic_name) or found.get(topic_name.partition(".")[0])


@cache
def subject_schema(topic: Topic) -> str:
    """The schema as it is registered: always the same text, since that is how a registry knows it again."""
    _, found = models_json_schema(
        [(model, "validation") for model in topic.models], ref_template="#/definitions/{model}"
    )
    parts: Mapping[str, Schema] = _closed(found["$defs"])
    names = {model.__name__ for model in topic.models}
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": topic.name,
        **_all_in_one([parts[model.__name__] for model in topic.models]),
        "definitions": {name: part for name, part in parts.items() if name not in names},
    }
    return orjson.dumps(schema, option=orjson.OPT_SORT_KEYS).decode()


def _all_in_one(kinds: Iterable[Schema]) -> Schema:
    """An object with the fields of all, of which only those are needed that all need."""
    properties: dict[str, list[Schema]] = {}
    needed: set[str] | None = None
    for kind in kinds:
        for name, field in kind["properties"].items():
            known = properties.setdefault(name, [])
            known += [field] if field not in known else []
        asked = set(kind.get("required", ()))
        needed = asked if needed is None else needed & asked
    return {
        "type": "object",
        "properties": {name: found[0] if len(found) == 1 else {"anyOf": found} for name, found in properties.items()},
        "required": sorted(needed or ()),
        "additionalProperties": False,
    }


def _closed(schema: Any, naming: bool = True) -> Any:
    """The same without words, every object closed that doesn't say itself what else it takes."""
    if isinstance(schema, list):
        return [_closed(each, False) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = schema if naming else {name: part for name, part in schema.items() if name not in _WORDS}
    closed = {name: _closed(part, not naming and name in _NAMING) for name, part in kept.items()}
    return closed if naming or "properties" not in closed else {"additionalProperties": False, **closed}
