"""A dead letter whose value somebody has mended: checked as its consumer will check it, before it goes back."""

from dataclasses import replace

from rematch_common.codec import decode
from rematch_common.contracts import about_people, base_topic, limits
from rematch_common.contracts.all_topics import topic_named
from rematch_common.dead_letters.going_back import outgoing
from rematch_common.errors import InvalidRecord
from rematch_common.records import Outgoing, Record

# Who mended it, by the id of the key; of our prefix, so that it goes when the record fails again.
EDITED_BY = "dlq_edited_by"


def mended(record: Record, value: bytes, edited_by: str) -> Outgoing:
    """The record on its way back with this value. Raises InvalidRecord, which names the field, for a value that would
    fail again, and for one that makes somebody else's record of it."""
    back = outgoing(replace(record, value=value))
    try:
        topic = topic_named(base_topic(record.topic))
    except KeyError:
        raise InvalidRecord("not_redrivable", f"{base_topic(record.topic)} is no topic that is known here") from None
    event = decode(topic, replace(record, value=value))
    key = back.key
    if event is not None and key is not None and event.key.encode() != key:
        if about_people(record.topic):
            told = "whose record it is has to stay: tenant_id and candidate_id can't be changed here"
            raise InvalidRecord("another_key", told, field="candidate_id")
        key = event.key.encode()
    return replace(back, key=key, headers=(*back.headers, (EDITED_BY, edited_by.encode())))


def editable(record: Record) -> bool:
    """Whether there is a whole text to mend."""
    if record.content is None or record.header(limits.DLQ_TRUNCATED) is not None:
        return False
    try:
        record.content.decode()
    except UnicodeDecodeError:
        return False
    return True
