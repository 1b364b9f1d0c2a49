"""A subscription as a row: addresses sealed, filters as JSON."""

from typing import Any

import asyncpg
import orjson

from rematch_common.sealing import Sealer
from rematch_notify.domain.filters import AlertFilter, MatchFilter
from rematch_notify.domain.pacing import Pace
from rematch_notify.domain.subscriptions import Address, Cap, Ref, Subscription

COLUMNS = (
    "tenant_id", "subscription_id", "subscriber", "candidate_id", "about", "filter", "channel", "target", "secret",
    "pace", "daily_at", "quiet_from", "quiet_to", "zone", "cap", "cap_period", "state", "state_why", "language",
    "deployment", "created_at", "changed_at", "failing_since",
)  # fmt: skip
# MATCH needs no address, and what isn't opened can't be told by mistake.
_SEALED = Address("")


def values(one: Subscription, sealer: Sealer) -> tuple[Any, ...]:
    """In the order of COLUMNS."""
    pace, cap, secret = one.pace, one.cap, one.address.secret
    wanted = one.filter.model_dump_json(exclude_defaults=True)
    owner = owner_of(one.ref)
    sealed = None if secret is None else sealer.seal(owner, "secret", secret)
    return (
        *(*one.ref, one.subscriber, one.candidate_id, one.about, wanted, one.channel),
        *(sealer.seal(owner, "target", one.address.target), sealed),
        *(pace.kind, pace.daily_at, *(pace.quiet or (None, None)), pace.zone),
        *((cap.most, cap.period) if cap else (None, None)),
        *(one.state, one.state_why, one.language, one.deployment, one.created_at, one.changed_at, one.failing_since),
    )


def subscription_of(row: asyncpg.Record, sealer: Sealer | None = None) -> Subscription:
    """With its address opened if there is something to open it with. Raises Unreadable."""
    wanted = MatchFilter if row["about"] == "matches" else AlertFilter
    quiet = None if row["quiet_from"] is None else (row["quiet_from"], row["quiet_to"])
    return Subscription(
        tenant_id=row["tenant_id"],
        subscription_id=row["subscription_id"],
        subscriber=row["subscriber"],
        candidate_id=row["candidate_id"],
        about=row["about"],
        filter=wanted.model_validate(orjson.loads(row["filter"])),
        channel=row["channel"],
        address=_opened(row, sealer) if sealer else _SEALED,
        pace=Pace(row["pace"], row["daily_at"], quiet, row["zone"]),
        cap=None if row["cap"] is None else Cap(row["cap"], row["cap_period"]),
        language=row["language"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        state=row["state"],
        state_why=row["state_why"],
        failing_since=row["failing_since"],
        deployment=row["deployment"],
    )


def owner_of(ref: Ref) -> str:
    """Whose a sealed address is: it opens in this row alone."""
    return f"{ref[0]}/{ref[1]}"


def _opened(row: asyncpg.Record, sealer: Sealer) -> Address:
    owner = owner_of((row["tenant_id"], row["subscription_id"]))
    secret = None if row["secret"] is None else sealer.open(owner, "secret", row["secret"])
    return Address(sealer.open(owner, "target", row["target"]), secret)
