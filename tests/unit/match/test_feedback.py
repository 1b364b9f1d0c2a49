"""What is said of matches, as it comes from the topic."""

from datetime import datetime, timedelta

import pytest

from rematch_common.consume import Received
from rematch_common.contracts import MATCH_FEEDBACK, MatchFeedback
from rematch_common.errors import InvalidRecord
from rematch_match.handlers.feedback import TakeFeedback
from rematch_match.ports.circumstances import Circumstances
from tests.fakes.prevailing import FakePrevailing
from tests.fakes.samples import NOW, job_id, received
from tests.unit.match.handling import Matching, candidate, opening


def said(at: datetime) -> Received:
    pair = {"tenant_id": "demo", "candidate_id": "c-1", "job_id": job_id(1)}
    event = MatchFeedback.model_validate({**pair, "action": "rejected", "actor": "recruiter", "occurred_at": at})
    return received(MATCH_FEEDBACK, event.key, event)


async def test_what_is_said_from_the_future_is_a_dead_letter_and_changes_nothing() -> None:
    matching = Matching()
    await matching(opening(), candidate())
    take = TakeFeedback(matching.store, FakePrevailing(Circumstances()), lambda: NOW)
    before = len(matching.store.events)
    with pytest.raises(InvalidRecord) as refused:
        await take([said(NOW), said(NOW + timedelta(minutes=5, seconds=1))])
    assert refused.value.field == "occurred_at"
    assert len(matching.store.events) == before
    await take([said(NOW + timedelta(minutes=5))])
    assert len(matching.store.events) == before + 1
