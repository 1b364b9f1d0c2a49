"""Wires access keys and tenants: their stores, who notes the uses of keys, and what their routes call."""

from datetime import timedelta

from rematch_common.clock import utc_now
from rematch_common.contracts import ACCESS_KEYS, TENANTS
from rematch_common.database import Database
from rematch_common.outbox import Outbox
from rematch_common.periodic import every
from rematch_common.wiring import Worker
from rematch_ingest.adapters.postgres_access_keys import PostgresAccessKeys
from rematch_ingest.adapters.postgres_tenants import PostgresTenants
from rematch_ingest.api.keys import Drain, Keys
from rematch_ingest.api.tenants import Choices
from rematch_ingest.handlers.keys import NoteUses, end_revoked, hand_on
from rematch_ingest.handlers.tenants import change_own, change_tenant, create_tenant, own

_USES_EVERY = 5.0
# Seconds between two looks for keys that another replica, a command or a tenant's end has revoked: Kafka, which tells
# the other services, may be away.
_REVOKED_EVERY = 1.0
# Seconds between two looks for what can't be told again, since its topic has forgotten it.
_PRUNING = 3_600.0
_TOLD_FOR = timedelta(days=8)


def keeping(worker: Worker, database: Database, outbox: Outbox, drain: Drain) -> tuple[Keys, Choices]:
    """`drain` publishes what was written, now or later."""
    store = PostgresAccessKeys(database)
    uses = NoteUses(store, utc_now)
    worker.with_resource(uses)
    ring = worker.keys(database, outbox, uses.used)
    worker.writes(ACCESS_KEYS, TENANTS)
    worker.in_background(every(_USES_EVERY, uses.note))
    worker.in_background(every(_REVOKED_EVERY, lambda: end_revoked(store, ring.end, utc_now)))
    worker.in_background(every(_PRUNING, lambda: store.prune_told(utc_now() - _TOLD_FOR)))
    keys = Keys(store, lambda wish, by: hand_on(store, wish, by, utc_now), drain, ring.end, utc_now)
    return keys, _tenants(PostgresTenants(database), drain)


def _tenants(tenants: PostgresTenants, drain: Drain) -> Choices:
    return Choices(
        store=tenants,
        create=lambda given: create_tenant(tenants, given, utc_now),
        change=lambda tenant_id, given: change_tenant(tenants, tenant_id, given, utc_now),
        own=lambda tenant_id: own(tenants, tenant_id, utc_now),
        change_own=lambda tenant_id, given: change_own(tenants, tenant_id, given, utc_now),
        drain=drain,
        now=utc_now,
    )
