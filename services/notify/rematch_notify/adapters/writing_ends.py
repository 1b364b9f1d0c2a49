"""What became of messages, written down within one transaction: who comes late changes nothing but what was sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ALERTS, MATCH_FEEDBACK, Alert
from rematch_common.database import Connection
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_notify.adapters.taking import THESE, columns
from rematch_notify.domain.ends import Again, Closed, End, Sent, Undeliverable
from rematch_notify.domain.shown import shown
from rematch_notify.domain.subscriptions import Ref
from rematch_notify.ports.outgoing import Taken

Ends = Sequence[tuple[Taken, End]]
# Before anything is looked at: what is written meanwhile by others is seen by the statements after this one.
_HOLD = f"""
SELECT t.tenant_id, t.subscription_id, t.leased_until FROM turns t JOIN {THESE} USING (tenant_id, subscription_id)
ORDER BY 1, 2 FOR UPDATE OF t
"""
_MESSAGE = "m.tenant_id = e.tenant_id AND m.message_id = e.message_id AND m.state = 'sending'"
_OF = "unnest($1::text[], $2::uuid[]) AS e (tenant_id, message_id)"
_SENT = f"""
UPDATE messages m SET state = 'sent', sent_at = $3, leased_until = NULL, answer = '' FROM {_OF} WHERE {_MESSAGE}
RETURNING m.message_id
"""
_AGAIN = f"""
UPDATE messages m SET attempt = m.attempt + e.counts, next_at = e.next_at, leased_until = NULL, answer = e.why
FROM unnest($1::text[], $2::uuid[], $3::int[], $4::timestamptz[], $5::text[])
  AS e (tenant_id, message_id, counts, next_at, why) WHERE {_MESSAGE}
"""
_ENDED = f"""
UPDATE messages m SET state = 'undeliverable', attempt = m.attempt + 1, leased_until = NULL, answer = e.why
FROM unnest($1::text[], $2::uuid[], $3::text[]) AS e (tenant_id, message_id, why) WHERE {_MESSAGE}
"""
_TELLINGS = f"""
UPDATE tellings m SET state = $3, changed_at = $4 FROM {_OF}
WHERE m.tenant_id = e.tenant_id AND m.message_id = e.message_id AND m.state IN ('taken', 'withdrawn')
"""
_WELL = f"""
UPDATE subscriptions s SET failing_since = NULL FROM {THESE}
WHERE s.tenant_id = these.tenant_id AND s.subscription_id = these.subscription_id AND s.failing_since IS NOT NULL
"""
_FAILING = f"""
UPDATE subscriptions s SET failing_since = $3 FROM {THESE}
WHERE s.tenant_id = these.tenant_id AND s.subscription_id = these.subscription_id AND s.failing_since IS NULL
"""
_CLOSE = """
UPDATE subscriptions s SET state = c.state, state_why = c.why, changed_at = $5
FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) AS c (tenant_id, subscription_id, state, why)
WHERE s.tenant_id = c.tenant_id AND s.subscription_id = c.subscription_id AND s.state = 'active'
RETURNING s.tenant_id, s.subscription_id
"""
# Who has had a turn stands behind those who wait, however long its own has been due.
_TURN = f"""
UPDATE turns t SET leased_until = NULL, failing = s.failing_since IS NOT NULL, next_at = CASE
  WHEN s.state = 'active' THEN coalesce(
    (SELECT m.next_at FROM messages m
     WHERE m.tenant_id = s.tenant_id AND m.subscription_id = s.subscription_id AND m.state = 'sending'),
    (SELECT greatest(min(w.due_at), $3) FROM tellings w
     WHERE w.tenant_id = s.tenant_id AND w.subscription_id = s.subscription_id AND w.state = 'waiting'
     HAVING count(*) > 0)) END
FROM {THESE} JOIN subscriptions s USING (tenant_id, subscription_id)
WHERE t.tenant_id = these.tenant_id AND t.subscription_id = these.subscription_id
"""


async def write_ends(connection: Connection, ends: Ends, now: datetime) -> None:
    held = await connection.fetch(_HOLD, *columns([taken.subscription.ref for taken, _ in ends]))
    leases = {(row["tenant_id"], row["subscription_id"]): row["leased_until"] for row in held}
    mine = [(taken, end) for taken, end in ends if leases.get(taken.subscription.ref) == taken.leased_until]
    await _sent(connection, [(taken, end) for taken, end in ends if isinstance(end, Sent)], now)
    await _again(connection, [(taken, end) for taken, end in mine if isinstance(end, Again)], now)
    lost = [(taken, end) for taken, end in mine if isinstance(end, Undeliverable | Closed)]
    await _lost(connection, [(taken, end.why) for taken, end in lost], now)
    await _closed(connection, [(taken, end) for taken, end in lost if isinstance(end, Closed)], now)
    await turn_anew(connection, [taken.subscription.ref for taken, _ in mine], now)


async def turn_anew(connection: Connection, refs: Sequence[Ref], now: datetime) -> None:
    """When these have something to be sent next. The caller has locked the turns."""
    await connection.execute(_TURN, *columns(refs), now)


async def _sent(connection: Connection, sent: Sequence[tuple[Taken, Sent]], now: datetime) -> None:
    if sent:
        taken = [taken for taken, _ in sent]
        new = {row["message_id"] for row in await connection.fetch(_SENT, *_messages(taken), now)}
        await connection.execute(_TELLINGS, *_messages(taken), "told", now)
        failed = [one.subscription.ref for one in taken if one.subscription.failing_since is not None]
        if failed:
            await connection.execute(_WELL, *columns(failed))
        await _shown(connection, {one.message_id: (one, end) for one, end in sent if one.message_id in new}, now)


async def _shown(connection: Connection, sent: Mapping[UUID, tuple[Taken, Sent]], now: datetime) -> None:
    """Said of each message once: whoever finds that it was sent already has nothing to say."""
    events = [one for taken, end in sent.values() for one in shown(taken.subscription, taken.items[: end.items], now)]
    if not events:
        return
    versions = await connection.fetch("SELECT nextval('told_events') FROM generate_series(1, $1)", len(events))
    said = [encode(MATCH_FEEDBACK, one.key, one, Stamp("notify", now)) for one in events]
    await write(connection, [Entry(one, version, keep=False) for one, (version,) in zip(said, versions, strict=True)])


async def _again(connection: Connection, again: Sequence[tuple[Taken, Again]], now: datetime) -> None:
    if again:
        ends = [end for _, end in again]
        counts, whens, whys = [int(e.counts) for e in ends], [e.next_at for e in ends], [e.why for e in ends]
        await connection.execute(_AGAIN, *_messages([taken for taken, _ in again]), counts, whens, whys)
        await _failing(connection, [taken for taken, end in again if end.counts], now)


async def _lost(connection: Connection, lost: Sequence[tuple[Taken, str]], now: datetime) -> None:
    if lost:
        taken = [taken for taken, _ in lost]
        await connection.execute(_ENDED, *_messages(taken), [why for _, why in lost])
        await connection.execute(_TELLINGS, *_messages(taken), "undeliverable", now)
        await _failing(connection, taken, now)


async def _failing(connection: Connection, taken: Sequence[Taken], now: datetime) -> None:
    if taken:
        await connection.execute(_FAILING, *columns([one.subscription.ref for one in taken]), now)


async def _closed(connection: Connection, closed: Sequence[tuple[Taken, Closed]], now: datetime) -> None:
    if not closed:
        return
    by_ref = {taken.subscription.ref: (taken, end) for taken, end in closed}
    states, whys = [end.outcome for _, end in by_ref.values()], [end.why for _, end in by_ref.values()]
    rows = await connection.fetch(_CLOSE, *columns(list(by_ref)), states, whys, now)
    alerts = [_alert(*by_ref[row["tenant_id"], row["subscription_id"]], now) for row in rows]
    for alert in alerts:
        version = await connection.fetchval("SELECT nextval('told_events')")
        await write(connection, [Entry(encode(ALERTS, alert.key, alert, Stamp("notify", now)), version, keep=False)])


def _alert(taken: Taken, end: Closed, now: datetime) -> Alert:
    """By ids alone: whoever may look the subscription up sees whose it is."""
    one = taken.subscription
    done = "switched off" if end.outcome == "off" else "unlinked"
    return Alert(
        source="notify",
        kind=f"endpoint_{end.outcome}",
        severity="warning",
        text=f"the subscription {one.subscription_id} by {one.channel} is {done}: {end.why}",
        subject=str(one.subscription_id),
        first_at=now,
        tenant_id=one.tenant_id,
    )


def _messages(taken: Sequence[Taken]) -> tuple[list[str], list[UUID]]:
    return [one.subscription.tenant_id for one in taken], [one.message_id for one in taken]
