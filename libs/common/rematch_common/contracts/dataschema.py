"""Where the JSON Schema of a kind of record lies: what a record's `ce_dataschema` names.

A schema grows within its version: fields that may be left out, new words. So each wording of it has an address of its
own, by its hash, which never holds anything else; a record names the wording that its writer knew. Those of former
releases are kept, for the records that they wrote.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

SCHEMAS = Path(__file__).parent / "schemas"
KEPT = SCHEMAS / "kept"


def revision_of(content: bytes) -> str:
    """The name of a wording."""
    return sha256(content).hexdigest()[:16]


@cache
def dataschema(ce_type: str) -> str | None:
    """The path of today's wording below the place where schemas are served; None for what is no record of ours."""
    content = _read(SCHEMAS / f"{ce_type}.json")
    return None if content is None else path_of(ce_type, revision_of(content))


def path_of(ce_type: str, revision: str) -> str:
    return f"{ce_type}/{revision}.json"


def newest() -> dict[str, bytes]:
    """Today's wordings by ce_type."""
    return {path.stem: path.read_bytes() for path in sorted(SCHEMAS.glob("*.json"))}


def wordings() -> dict[str, bytes]:
    """Every wording that a record may name, by its path: those kept, and today's."""
    kept = {path_of(path.parent.name, path.stem): path.read_bytes() for path in sorted(KEPT.glob("*/*.json"))}
    return kept | dict(_todays())


def _todays() -> Iterator[tuple[str, bytes]]:
    for ce_type, content in newest().items():
        yield path_of(ce_type, revision_of(content)), content


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
