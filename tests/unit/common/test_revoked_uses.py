"""An operator hears of a revoked key that is used: once a minute, and also when Kafka was away meanwhile."""

from datetime import timedelta

import pytest

from rematch_common.alerting import straight
from rematch_common.codec import decode
from rematch_common.contracts import ALERTS, Alert
from rematch_common.errors import DependencyAway
from rematch_common.keys import mint
from rematch_common.revoked_uses import KIND, RevokedUses
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW
from tests.unit.common.test_keys import key_of


async def test_each_key_is_told_once_a_minute() -> None:
    raised, now = FakePublisher(), NOW
    uses = RevokedUses("match", straight(raised), lambda: now)
    one, other = key_of(mint(), name="somebody"), key_of(mint())
    for seconds in (0, 1, 59, 60, 61):
        now = NOW + timedelta(seconds=seconds)
        uses.notice(one)
        uses.notice(other)
        await uses.tell()
    alerts = [decode(ALERTS, record) for record in raised.of(ALERTS.name)]
    assert [alert.subject for alert in alerts if isinstance(alert, Alert)] == [one.key_id, other.key_id] * 2
    assert isinstance(first := alerts[0], Alert)
    assert (first.source, first.kind, first.first_at) == ("match", KIND, NOW)
    assert "somebody" not in first.text
    assert one.sha256 not in first.model_dump_json()


async def test_what_can_t_be_told_is_told_later() -> None:
    raised = FakePublisher()
    raised.away = 1
    uses = RevokedUses("match", straight(raised), lambda: NOW)
    uses.notice(key_of(mint()))
    with pytest.raises(DependencyAway):
        await uses.tell()
    await uses.tell()
    await uses.tell()
    assert len(raised.of(ALERTS.name)) == 1
