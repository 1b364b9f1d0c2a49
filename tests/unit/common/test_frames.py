"""A schema registry's frame around a value: a zero byte, four bytes of id, the value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.codec import decode
from rematch_common.contracts import RAW_JOBS
from rematch_common.errors import InvalidRecord
from rematch_common.frames import framed, unframed
from tests.unit.common.codec_cases import posting, record


@given(st.integers(0, 2**32 - 1), st.binary().filter(lambda value: not value.startswith(b"\x00")))
def test_what_is_framed_is_what_it_was(schema_id: int, value: bytes) -> None:
    wrapped = framed(schema_id, value)
    assert wrapped == b"\x00" + schema_id.to_bytes(4, "big") + value
    assert unframed(wrapped) == value
    assert unframed(value) == value, "no JSON begins with a zero byte"
    assert framed(schema_id ^ 1, wrapped) == wrapped, "nothing is framed twice"


def test_a_record_says_the_same_with_a_frame_and_without() -> None:
    plain = posting()
    wrapped = record(framed(7, plain.value or b""))
    assert decode(RAW_JOBS, wrapped) == decode(RAW_JOBS, plain)
    assert wrapped.value != plain.value, "as it came, for a dead letter"


@pytest.mark.parametrize("value", [b"\0", b"\0\0\0\1", b"\0\0\0\0\1", b"\0\0\0\0\1\2\xff"])
def test_a_frame_around_nothing_readable_is_no_record(value: bytes) -> None:
    with pytest.raises(InvalidRecord):
        decode(RAW_JOBS, record(value))
