"""What the tests of the codec start from."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest

from rematch_common.codec import Stamp, decode
from rematch_common.contracts import RAW_JOBS, RawJob, Topic
from rematch_common.errors import InvalidRecord
from rematch_common.records import Headers, Outgoing, Record

NOW = datetime(2026, 2, 1, 10, 0, tzinfo=UTC)
STAMP = Stamp("/rematch/ingest", NOW, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
JOB = UUID("5b0d4c52-6a0e-4f0e-9a51-0a6c5d1f2e11")
POSTING: dict[str, Any] = {
    "source": "lever",
    "external_id": "1",
    "title": "Data Analyst",
    "company": "Harbour Analytics",
    "description": "SQL and Tableau.",
}


def record(value: bytes | None, topic: Topic = RAW_JOBS, headers: Headers = ()) -> Record:
    return Record(topic.name, 3, 48_211, 1_769_940_000_000, b"lever:1", value, headers)


def arrived(sent: Outgoing) -> Record:
    return Record(sent.topic, 0, 0, sent.timestamp_ms or 0, sent.key, sent.value, sent.headers)


def posting(**fields: Any) -> Record:
    return record(orjson.dumps(POSTING | fields))


def accepted(**fields: Any) -> RawJob:
    job = decode(RAW_JOBS, posting(**fields))
    assert isinstance(job, RawJob)
    return job


def refusal(received: Record, topic: Topic = RAW_JOBS) -> InvalidRecord:
    with pytest.raises(InvalidRecord) as caught:
        decode(topic, received)
    return caught.value
