"""What a change of a JSON Schema breaks: for the readers of a topic, for its writers, or for both."""

from collections.abc import Callable, Iterator
from typing import Any

Schema = dict[str, Any]

# A bound that moves inwards refuses what was accepted: True where that is upwards.
_BOUNDS = {
    "minimum": True,
    "exclusiveMinimum": True,
    "minLength": True,
    "minItems": True,
    "maximum": False,
    "exclusiveMaximum": False,
    "maxLength": False,
    "maxItems": False,
}


def breaking_changes(old: Schema, new: Schema) -> list[str]:
    """Every change from the old schema to the new that an existing reader or writer would feel, as sentences.

    Within a version nothing is removed, retyped, newly asked for, no longer promised, or bounded more narrowly.
    New optional properties, new words of an enumeration and wider bounds are no breaking changes.
    """
    return list(_Comparison(old.get("$defs", {}), new.get("$defs", {})).of(old, new, "record"))


class _Comparison:
    """Two schemas side by side, each with its own definitions."""

    def __init__(self, old_defs: Schema, new_defs: Schema) -> None:
        self._old_defs = old_defs
        self._new_defs = new_defs
        self._open: set[tuple[int, int]] = set()

    def of(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        pair = (id(old), id(new))
        if pair in self._open:  # a schema that contains itself
            return
        self._open.add(pair)
        before, after = _kinds(old, self._old_defs), _kinds(new, self._new_defs)
        for kind in before.keys() - after.keys():
            yield f"{path}: {kind} is no longer allowed"
        for kind in after.keys() - before.keys() - {"null"}:
            yield f"{path}: may now be {kind}"
        for kind in sorted(before.keys() & after.keys()):
            for compare in self._comparisons():
                yield from compare(before[kind], after[kind], path)
        self._open.discard(pair)

    def _comparisons(self) -> tuple[Callable[[Schema, Schema, str], Iterator[str]], ...]:
        return (_words, _bounds, _patterns, self._properties, self._contents)

    def _properties(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name not in after:
                yield f"{path}.{name}: removed"
            else:
                yield from self.of(before[name], after[name], f"{path}.{name}")
        asked_before, asked_after = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(asked_after - asked_before):
            yield f"{path}.{name}: newly required"
        for name in sorted((asked_before - asked_after) & after.keys()):
            yield f"{path}.{name}: no longer promised"
        if before and old.get("anyOf") != new.get("anyOf"):
            yield f"{path}: which of its fields must be given has changed"
        if new.get("additionalProperties") is False and old.get("additionalProperties") is not False:
            yield f"{path}: unknown fields are no longer accepted"

    def _contents(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        """What a list or a mapping holds."""
        for part in ("items", "additionalProperties"):
            before, after = old.get(part), new.get(part)
            if isinstance(before, dict) and isinstance(after, dict):
                yield from self.of(before, after, f"{path}[]")
            elif isinstance(after, dict):
                yield f"{path}[]: newly bounded"


def _kinds(schema: Schema, definitions: Schema) -> dict[str, Schema]:
    """The alternatives of a schema by their kind of value, references followed."""
    if "$ref" in schema:
        return _kinds(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    options = schema.get("anyOf") or schema.get("oneOf")
    if options and "properties" not in schema:
        return {kind: part for option in options for kind, part in _kinds(option, definitions).items()}
    types = schema.get("type", "anything")
    return {
        f"{kind} ({schema['format']})" if "format" in schema else kind: schema
        for kind in (types if isinstance(types, list) else [types])
    }


def _words(old: Schema, new: Schema, path: str) -> Iterator[str]:
    before, after = _enumerated(old), _enumerated(new)
    if after is None:
        return
    if before is None:
        yield f"{path}: newly limited to {', '.join(map(str, after))}"
        return
    for word in before:
        if word not in after:
            yield f"{path}: {word!r} is no longer allowed"


def _enumerated(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return schema.get("enum")


def _bounds(old: Schema, new: Schema, path: str) -> Iterator[str]:
    for bound, upwards in _BOUNDS.items():
        before, after = old.get(bound), new.get(bound)
        if after is None or before == after:
            continue
        if before is None or (after > before) is upwards:
            yield f"{path}: {bound} narrowed from {before} to {after}"


def _patterns(old: Schema, new: Schema, path: str) -> Iterator[str]:
    before, after = old.get("pattern"), new.get("pattern")
    if after is not None and after != before:
        yield f"{path}: pattern changed from {before} to {after}"
