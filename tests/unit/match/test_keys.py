"""A record under another key than that of its event is no record: nothing could overtake or end what it says."""

from dataclasses import replace

import pytest

from rematch_common.consume import Received
from rematch_common.contracts import MATCH_FEEDBACK, MatchFeedback, MatchShown
from rematch_common.errors import InvalidRecord
from rematch_match.handlers.arriving import arrivals
from rematch_match.handlers.feedback import TakeFeedback
from tests.fakes.circumstances import FakePrevailing
from tests.fakes.history import FakeHistory
from tests.fakes.samples import NOW, job_id, received
from tests.fakes.store import FakeStore
from tests.unit.match.handling import candidate, closed, opening

NO = MatchFeedback(
    tenant_id="demo", candidate_id="c-1", job_id=job_id(1), action="rejected", actor="candidate", occurred_at=NOW
)

SEEN = MatchShown(tenant_id="demo", candidate_id="c-1", job_id=job_id(1), version=1, position=1, occurred_at=NOW)


def under(key: str, record: Received) -> Received:
    return Received(replace(record.record, key=key.encode()), record.event)


@pytest.mark.parametrize("record", [opening(), closed(), candidate()])
def test_openings_and_people_come_under_their_own_keys(record: Received) -> None:
    arrived = arrivals([record], "")
    assert len(arrived.jobs) + len(arrived.candidates) == 1
    for key in (str(job_id(9)), "demo/c-9", record.key.upper(), ""):
        with pytest.raises(InvalidRecord) as refused:
            arrivals([under(key, record)], "")
        assert (refused.value.reason, refused.value.field) == ("bad_key", "key")


@pytest.mark.parametrize("other", [NO, SEEN])
async def test_feedback_comes_under_its_own_key_and_nothing_of_a_batch_is_taken_otherwise(
    other: MatchFeedback | MatchShown,
) -> None:
    store = FakeStore()
    take = TakeFeedback(store, FakeHistory(store.books), FakePrevailing(), lambda: NOW)
    said = received(MATCH_FEEDBACK, NO.key, NO)
    with pytest.raises(InvalidRecord) as refused:
        await take([said, under(f"demo/c-2/{job_id(1)}", received(MATCH_FEEDBACK, other.key, other))])
    assert (refused.value.reason, refused.value.field) == ("bad_key", "key")
    assert store.books.feedback == {}
    await take([said])
    assert store.books.feedback != {}
