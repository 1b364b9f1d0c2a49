"""Where a record came from and when each stage was done with it."""

from rematch_common.contracts.base import Part
from rematch_common.contracts.fields import Instant, Offset, Word


class Lineage(Part):
    """The raw record at the beginning, and the time at every stage since; each stage adds its own."""

    raw_topic: Word | None = None
    raw_partition: Offset | None = None
    raw_offset: Offset | None = None
    received_at: Instant | None = None
    deduped_at: Instant | None = None
    embedded_at: Instant | None = None
    matched_at: Instant | None = None
