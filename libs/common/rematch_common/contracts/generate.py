"""Writes the JSON Schemas, the examples and the AsyncAPI document from the models: `make schemas`.

    python -m rematch_common.contracts.generate [--check | --release]

--check writes nothing and fails if a file is not what the models say; --release makes the schemas of today the ones
that every later change is held against, keeps them for the records that name them, and refuses if they break those of
the last release.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import yaml

from rematch_common.contracts.asyncapi import asyncapi_document
from rematch_common.contracts.base import Event
from rematch_common.contracts.compatibility import breaking_changes
from rematch_common.contracts.dataschema import KEPT, SCHEMAS, path_of, revision_of
from rematch_common.contracts.examples import example_files
from rematch_common.contracts.topics import TOPICS

VERSION = "0.1.0"
CONTRACTS = Path(__file__).parent
RELEASED = SCHEMAS / "released"
EXAMPLES = CONTRACTS / "examples"
ASYNCAPI = CONTRACTS.parents[3] / "docs" / "asyncapi.yaml"

Schemas = dict[str, dict[str, Any]]


class _Dumper(yaml.SafeDumper):
    """Writes every value out where it stands: an alias reads badly."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the base class asks for it
        return True


def schema_of(model: type[Event]) -> dict[str, Any]:
    """The JSON Schema of one kind of record."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:rematch:schema:{model.ce_type}",
        **model.model_json_schema(),
    }


def schemas() -> Schemas:
    """The JSON Schemas of all records by ce_type."""
    return {model.ce_type: schema_of(model) for topic in TOPICS for model in topic.models}


def released_schemas() -> Schemas:
    """The JSON Schemas of the last release by ce_type."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(RELEASED.glob("*.json"))}


def breaks() -> list[str]:
    """What the models of today break of the last release."""
    today = schemas()
    found = [f"{ce_type}: removed" for ce_type in released_schemas() if ce_type not in today]
    for ce_type, old in released_schemas().items():
        found += [f"{ce_type}: {change}" for change in breaking_changes(old, today.get(ce_type, old))]
    return found


def generate(*, check: bool = False) -> list[Path]:
    """Bring the files up to date; returns those that were not. With `check`, nothing is written."""
    wanted = _wanted()
    present = {*SCHEMAS.glob("*.json"), *EXAMPLES.glob("*/*.json")}
    stale = sorted(present - wanted.keys())
    drifted = [path for path, content in wanted.items() if not path.exists() or path.read_bytes() != content]
    if not check:
        for path in drifted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path])
        for path in stale:
            path.unlink()
    return drifted + stale


def release() -> None:
    """Make the schemas of today the baseline, and keep them. Raises ValueError if they break the last one."""
    if found := breaks():
        raise ValueError("breaking changes need a new version of the record: " + "; ".join(found))
    for ce_type, schema in schemas().items():
        content = _json(schema)
        for path in (RELEASED / f"{ce_type}.json", KEPT / path_of(ce_type, revision_of(content))):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _wanted() -> dict[Path, bytes]:
    document = yaml.dump(asyncapi_document(VERSION), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    wanted = {SCHEMAS / f"{ce_type}.json": _json(schema) for ce_type, schema in schemas().items()}
    wanted |= {EXAMPLES / path: content for path, content in example_files().items()}
    wanted[ASYNCAPI] = f"# Generated from the models by `make schemas`: edit those.\n{document}".encode()
    return wanted


def _json(schema: dict[str, Any]) -> bytes:
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m rematch_common.contracts.generate")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a file has drifted")
    parser.add_argument("--release", action="store_true", help="make today's schemas the baseline")
    options = parser.parse_args()
    drifted = generate(check=options.check)
    if options.check and drifted:
        raise SystemExit("run `make schemas`, these have drifted: " + ", ".join(path.name for path in drifted))
    if options.release:
        try:
            release()
        except ValueError as error:
            raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
