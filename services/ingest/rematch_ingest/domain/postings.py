"""A posting as scrapers send it."""

from typing import Any

import orjson

from rematch_common.contracts import MAX_RAW_BYTES, RawJob
from rematch_ingest.domain.reading import Refused, read


def parsed(text: bytes) -> Any:
    """What a line holds, or why it holds nothing."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return Refused(f"this is not JSON: {error}")


def read_posting(item: Any, ingest_id: str) -> RawJob | Refused:
    """Stamped with the id under which its fate can be asked for. What is refused already stays so."""
    if isinstance(item, Refused):
        return item
    if not isinstance(item, dict):
        return Refused("a posting is a JSON object")
    try:
        size = len(orjson.dumps(item))
    except orjson.JSONEncodeError:  # it writes less deeply than it reads
        return Refused("the posting is nested too deep")
    if size > MAX_RAW_BYTES:
        return Refused(f"the posting has {size:,} bytes; at most {MAX_RAW_BYTES:,} are taken")
    return read(RawJob, {**item, "ingest_id": ingest_id})
