"""A record's headers are anybody's: what they say is believed only where it can be true."""

import pytest

from rematch_common.faust_app import to_record as from_faust
from rematch_common.records import Record


class Message:
    """What Faust hands over."""

    topic, partition, offset, timestamp, key, value = "raw-jobs", 0, 7, 1.5, b"k", b"{}"
    headers = (("ce_type", None), ("traceparent", b"x"))


@pytest.mark.parametrize(
    ("told", "version"),
    [(b"7", 7), (b"9007199254740992", 2**53), (b"9" * 5000, None), (b"-1", None), ("٣".encode(), None), (b"", None)],
)
def test_a_version_is_a_number_that_a_version_can_be(told: bytes, version: int | None) -> None:
    assert Record("t", 0, 0, 0, b"k", None, (("ce_sequence", told),)).version == version


def test_a_null_header_is_an_empty_one() -> None:
    record = from_faust(Message())
    assert record.header("ce_type") == ""
    assert record.timestamp_ms == 1500
