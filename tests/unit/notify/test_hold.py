"""What comes in is held against the subscriptions: by filter, person and tenant, and by the pace of each."""

from datetime import timedelta
from uuid import uuid4

import pytest

from rematch_common.contracts import ALERTS, DEDUPED_JOBS, Alert, JobClosed, MatchWithdrawn
from rematch_notify.domain.filters import AlertFilter, MatchFilter
from rematch_notify.domain.fitting import alert_id, item_of
from rematch_notify.domain.pacing import Pace
from rematch_notify.domain.subscriptions import Subscription
from rematch_notify.handlers.hold import Beside, Hold
from tests.contract.subscribing import subscription
from tests.fakes.samples import NOW, forgotten, found, received, withdrawn
from tests.fakes.subscribing import FakeSubscriptions, FakeTellings

OPEN = MatchFilter(min_score=1)
ALERT = Alert(source="dedup", kind="poison_flood", severity="critical", text="Stuck.", subject="raw/3", first_at=NOW)


class Ground:
    """Handlers over one store."""

    def __init__(self, *subscriptions: Subscription) -> None:
        self.subscriptions = FakeSubscriptions()
        self.subscriptions.there = {one.ref: one for one in subscriptions}
        self.tellings = FakeTellings(self.subscriptions)
        self.hold = Hold(self.subscriptions, self.tellings, lambda: NOW)
        self.beside = Beside(self.subscriptions, self.tellings, lambda: NOW)

    def waiting(self) -> list[int]:
        return sorted(one.subscription_id.int for one in self.tellings.rows.values() if one.state == "waiting")


async def test_it_waits_for_whom_it_fits_and_for_nobody_else() -> None:
    whose = [
        subscription(1, filter=OPEN),
        subscription(2, filter=MatchFilter(min_score=99)),
        subscription(3, filter=OPEN, candidate_id="c-1", subscriber="candidate:c-1"),
        subscription(4, filter=OPEN, candidate_id="c-2", subscriber="candidate:c-2"),
        subscription(5, "second", filter=OPEN),
        subscription(6, filter=AlertFilter(), about="alerts"),
        subscription(7, filter=OPEN, state="off"),
    ]
    ground = Ground(*whose)
    await ground.hold([found()])
    assert ground.waiting() == [1, 3]
    [first, _] = ground.tellings.rows.values()
    assert first.item == item_of(found())
    assert (first.score, first.version) == (found().score, found().version)


async def test_it_is_due_by_the_pace_of_each() -> None:
    ground = Ground(subscription(1, filter=OPEN), subscription(2, filter=OPEN, pace=Pace("hourly")))
    await ground.hold([found()])
    due = {one.subscription_id.int: one.due_at for one in ground.tellings.rows.values()}
    assert due == {1: NOW, 2: NOW + timedelta(hours=1)}


async def test_a_withdrawal_is_told_of_nothing_that_waits_and_says_what_it_went_into() -> None:
    ground, into = Ground(subscription(1, filter=OPEN)), uuid4()
    await ground.hold([found()])
    gone = withdrawn().model_copy(update={"reason": "merged", "merged_into": into})
    assert isinstance(gone, MatchWithdrawn)
    await ground.hold([gone])
    assert ground.waiting() == []
    assert ground.tellings.into == {found().job_id: into}


async def test_an_opening_that_was_merged_is_followed_until_it_is_gone_for_good() -> None:
    ground, into = Ground(subscription(1, filter=OPEN)), uuid4()
    closed = JobClosed(job_id=found().job_id, version=3, reason="merged", merged_into=into)
    filled = JobClosed(job_id=uuid4(), version=3, reason="filled")
    await ground.beside([received(DEDUPED_JOBS, one.key, one) for one in (closed, filled)])
    await ground.hold([found()])
    assert [key[3] for key in ground.tellings.rows] == [into]
    await ground.beside([forgotten(DEDUPED_JOBS, closed.key, 4, None), forgotten(DEDUPED_JOBS, "no id", 4, None)])
    assert ground.tellings.into == {}


@pytest.mark.parametrize(
    ("tenant", "hear"), [(None, [2]), ("demo", [1, 2]), ("second", [2, 3])], ids=["nobodys", "demo", "second"]
)
async def test_an_alert_is_for_operators_of_its_tenant_and_of_the_deployment(
    tenant: str | None, hear: list[int]
) -> None:
    def operator(number: int, whose: str, **fields: bool) -> Subscription:
        return subscription(number, whose, about="alerts", filter=AlertFilter(least_severity="warning"), **fields)

    ground = Ground(operator(1, "demo"), operator(2, "demo", deployment=True), operator(3, "second"))
    alert = ALERT.model_copy(update={"tenant_id": tenant})
    await ground.beside([received(ALERTS, alert.key, alert)] * 2)
    assert ground.waiting() == hear
    quiet = alert.model_copy(update={"severity": "info", "subject": "raw/4"})
    await ground.beside([received(ALERTS, quiet.key, quiet)])
    assert ground.waiting() == hear


async def test_the_end_of_an_alert_is_told_with_it_while_it_waits() -> None:
    ground = Ground(subscription(1, about="alerts", filter=AlertFilter(), deployment=True))
    over = ALERT.model_copy(update={"resolved_at": NOW})
    await ground.beside([received(ALERTS, one.key, one) for one in (ALERT, over)])
    [told] = ground.tellings.rows.values()
    assert (told.job_id, told.version) == (alert_id(ALERT), 2)
    assert told.item.model_dump()["resolved_at"] == NOW
    assert alert_id(ALERT) != alert_id(ALERT.model_copy(update={"subject": None}))


async def test_nothing_asks_nobody() -> None:
    ground = Ground(subscription(1, filter=OPEN))
    await ground.hold([])
    assert await ground.beside([]) == ()
    assert ground.tellings.rows == {}


async def test_what_was_said_before_the_restore_counts_as_told() -> None:
    ground = Ground(subscription(1, filter=OPEN), subscription(6, filter=AlertFilter(), about="alerts"))
    until = found().occurred_at + timedelta(seconds=1)
    await Hold(ground.subscriptions, ground.tellings, lambda: NOW, until)([found()])
    raised = received(ALERTS, ALERT.key, ALERT)
    await Beside(ground.subscriptions, ground.tellings, lambda: NOW, ALERT.first_at + timedelta(seconds=1))([raised])
    assert {one.state for one in ground.tellings.rows.values()} == {"told"}
    new = found().model_copy(update={"job_id": uuid4(), "occurred_at": until})
    await Hold(ground.subscriptions, ground.tellings, lambda: NOW, until)([new])
    assert ground.waiting() == [1]
