"""What leaves names its schema by a whole address, or not at all; what was somebody else's stays as it is."""

from rematch_common.codec import DATASCHEMA, encode
from rematch_common.contracts import MATCHES, RAW_JOBS, RawJob
from rematch_common.records import Outgoing
from rematch_common.wire import Wire
from tests.unit.common.codec_cases import POSTING, STAMP

BASE = "https://jobs.example/schemas"
SENT = encode(RAW_JOBS, "a:1", RawJob.model_validate(POSTING), STAMP)


def schema_of(record: Outgoing) -> bytes | None:
    return dict(record.headers).get(DATASCHEMA)


async def test_the_address_is_where_the_deployment_serves_it() -> None:
    (sent,) = await Wire(BASE).dressed([SENT])
    path = (schema_of(SENT) or b"").decode()
    assert path.startswith("rematch.job.scraped.v1/")
    assert schema_of(sent) == f"{BASE}/{path}".encode()
    assert (sent.value, len(sent.headers)) == (SENT.value, len(SENT.headers))
    assert await Wire("https://elsewhere.example").dressed([sent]) == [sent], "it has been out there before"


async def test_where_nobody_serves_schemas_none_is_named() -> None:
    (sent,) = await Wire().dressed([SENT])
    assert schema_of(sent) is None
    assert len(sent.headers) == len(SENT.headers) - 1


async def test_a_tombstone_and_what_others_wrote_have_none() -> None:
    others = [encode(MATCHES, "acme/c-1/x", None, STAMP), Outgoing("raw-jobs", b"k", b"{}")]
    assert await Wire(BASE).dressed(others) == others
