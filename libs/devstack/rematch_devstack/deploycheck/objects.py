"""An object against the schema of its kind: Kubernetes' own, of its newest versions; ours for what operators bring."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from rematch_devstack.deploycheck.problems import Made, Problem, Tree, is_custom

# How many minor versions of Kubernetes are supported at a time.
NEWEST = 3
_SCHEMAS = Path(__file__).parent / "schemas"


class Objects:
    """Remembers what it has seen: most objects are the same in all that is rendered, and looking takes long."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, ...]] = {}

    def problems(self, made: Iterable[Made]) -> Iterator[Problem]:
        for one in made:
            text = json.dumps(one.tree, sort_keys=True, default=str)
            if text not in self._seen:
                self._seen[text] = tuple(_complaints(one.tree))
            yield from (Problem(one.file, f"{one.title} {sentence}") for sentence in self._seen[text])


def _complaints(tree: Tree) -> Iterator[str]:
    if is_custom(tree):
        yield from _by_ours(tree)
        return
    for version in _versions():
        # What is refused by several is told once, of the oldest.
        if sentence := _by_kubernetes(tree, version):
            yield sentence
            return


@cache
def _versions() -> tuple[str, ...]:
    import kubernetes_validate.utils as validate

    # It reads the schemas of a version, which are megabytes, anew for every object.
    validate.schema_contents = cache(validate.schema_contents)
    minors = dict.fromkeys(validate.major_minor(version) for version in validate.all_versions())
    return tuple(minors)[-NEWEST:]


def _by_kubernetes(tree: Tree, version: str) -> str:
    import kubernetes_validate

    try:
        kubernetes_validate.validate(tree, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return f"is refused by Kubernetes {version}: {_place(error.absolute_path)}: {error.message}"
    except (kubernetes_validate.SchemaNotFoundError, KeyError):
        return f"is of no kind that Kubernetes {version} has in apiVersion {tree.get('apiVersion')}"
    return ""


def _by_ours(tree: Tree) -> Iterator[str]:
    import jsonschema

    schema = _schema(tree["apiVersion"], tree["kind"])
    if schema is None:
        yield f"is of a kind that we have no schema for: {tree['apiVersion']}"
        return
    for field in sorted(set(tree) - {"apiVersion", "kind", "metadata", "spec"}):
        yield f"has a field `{field}`, which its schema doesn't know"
    validator = jsonschema.Draft202012Validator(schema)
    for error in validator.iter_errors(tree.get("spec", {})):
        yield f"is not as its schema says: {_place(('spec', *error.absolute_path))}: {error.message}"


@cache
def _schema(api_version: str, kind: str) -> Tree | None:
    path = _SCHEMAS / f"{api_version.replace('/', '-')}.yaml"
    if not path.is_file():
        return None
    known = yaml.safe_load(path.read_text())
    return _closed({"$defs": known["$defs"], **known[kind]}) if kind in known else None


def _closed(schema: Any) -> Any:
    """No field but those that are named, wherever some are."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(part) for key, part in schema.items()}
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict) and "if" not in schema:
        closed.setdefault("additionalProperties", False)
    return closed


def _place(path: Iterable[Any]) -> str:
    return ".".join(str(step) for step in path) or "the object"
