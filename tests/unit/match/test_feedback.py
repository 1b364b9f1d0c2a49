"""What is said of matches, as it comes from the topic."""

from datetime import datetime, timedelta

import pytest

from rematch_common.consume import Received
from rematch_common.contracts import MATCH_FEEDBACK, MatchFeedback, MatchShown
from rematch_common.errors import InvalidRecord
from rematch_match.handlers.feedback import TakeFeedback, with_feedback
from rematch_match.ports.circumstances import Circumstances
from tests.fakes.history import FakeHistory
from tests.fakes.prevailing import FakePrevailing
from tests.fakes.samples import NOW, job_id, received
from tests.unit.match.handling import Matching, candidate, opening


def said(at: datetime) -> Received:
    pair = {"tenant_id": "demo", "candidate_id": "c-1", "job_id": job_id(1)}
    event = MatchFeedback.model_validate({**pair, "action": "rejected", "actor": "recruiter", "occurred_at": at})
    return received(MATCH_FEEDBACK, event.key, event)


def shown(version: int = 1, at: datetime = NOW) -> Received:
    pair = {"tenant_id": "demo", "candidate_id": "c-1", "job_id": job_id(1)}
    event = MatchShown.model_validate({**pair, "version": version, "position": 2, "occurred_at": at})
    return received(MATCH_FEEDBACK, event.key, event)


async def test_what_is_said_from_the_future_is_a_dead_letter_and_changes_nothing() -> None:
    matching = Matching()
    await matching(opening(), candidate())
    history = FakeHistory(matching.store.books)
    take = TakeFeedback(matching.store, history, FakePrevailing(Circumstances()), lambda: NOW)
    before = len(matching.store.events)
    with pytest.raises(InvalidRecord) as refused:
        await take([said(NOW), said(NOW + timedelta(minutes=5, seconds=1))])
    assert refused.value.field == "occurred_at"
    assert len(matching.store.events) == before
    await take([said(NOW + timedelta(minutes=5))])
    assert len(matching.store.events) == before + 1


async def test_what_is_shown_in_the_future_is_a_dead_letter_too() -> None:
    matching = Matching()
    await matching(opening(), candidate())
    take = TakeFeedback(matching.store, FakeHistory(matching.store.books), FakePrevailing(Circumstances()), lambda: NOW)
    with pytest.raises(InvalidRecord):
        await take([said(NOW), shown(at=NOW + timedelta(minutes=6))])
    assert (matching.store.books.shown, matching.store.books.feedback) == ({}, {})


async def test_of_one_batch_what_is_matched_comes_first_then_what_was_shown_and_then_what_was_said() -> None:
    matching = Matching()
    take = TakeFeedback(matching.store, FakeHistory(matching.store.books), FakePrevailing(Circumstances()), lambda: NOW)
    handle = with_feedback(matching.handle, take)
    batch = [said(NOW), shown(), shown(9), opening(), candidate()]
    for _ in range(2):
        await handle(batch)
        [one] = matching.store.books.shown.values()
        assert (one.key, one.version, one.position, one.surface) == ((("demo", "c-1"), job_id(1)), 1, 2, "message")
        assert len(matching.store.books.feedback) == 1
