"""ingest's tenants in memory."""

from dataclasses import replace
from datetime import datetime

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import TENANTS, TenantSettings
from rematch_common.records import Entry
from rematch_ingest.domain.tenants import Rules, Tenant, same, same_for_others, topic_as_kafka_sees_it, unmade_tenant
from rematch_ingest.ports.keys import AccessKeys
from rematch_ingest.ports.tenants import Change, Exists, HasPeople, TopicTaken
from tests.fakes.outbox import FakeOutbox
from tests.fakes.taking_in import FakeAccessKeys


class FakeTenants:
    """See rematch_ingest.ports.tenants.Tenants. `peopled`: who has candidates."""

    def __init__(self, keys: AccessKeys | None = None) -> None:
        self.outbox = FakeOutbox()
        self.peopled: set[str] = set()
        self._keys = keys or FakeAccessKeys()
        self._stored: dict[str, Tenant] = {}
        self._versions: dict[str, int] = {}

    async def add(self, tenant: Tenant) -> Tenant:
        if tenant.tenant_id in self._stored:
            raise Exists
        self._check_topic(None, tenant)
        return self._save(tenant, tenant.created_at)

    async def one(self, tenant_id: str) -> Tenant | None:
        return self._stored.get(tenant_id)

    async def page(self, after: str, limit: int) -> list[Tenant]:
        return [self._stored[name] for name in sorted(self._stored) if name > after][:limit]

    async def change(self, tenant_id: str, change: Change, now: datetime, *, make: bool = False) -> Tenant | None:
        known = self._stored.get(tenant_id)
        if known is None and not make:
            return None
        changed = change(known or unmade_tenant(tenant_id, now))
        if known is not None and same(known, changed):
            return known
        self._check_topic(known, changed)
        return self._save(changed, now, told=known is not None and same_for_others(known, changed))

    async def delete(self, tenant_id: str, now: datetime) -> bool:
        if tenant_id not in self._stored:
            return False
        if tenant_id in self.peopled:
            raise HasPeople
        for one in await self._keys.all(tenant_id):
            await self._keys.revoke(one.key.key_id, now)
        del self._stored[tenant_id]
        self._versions[tenant_id] += 1
        self._tell(tenant_id, None, now)
        return True

    async def rules(self, tenant_id: str) -> Rules:
        known = self._stored.get(tenant_id)
        return known.rules if known else Rules()

    def _check_topic(self, known: Tenant | None, tenant: Tenant) -> None:
        if not tenant.settings.own_topic or (known and known.settings.own_topic):
            return
        name = topic_as_kafka_sees_it(tenant.tenant_id)
        for other in self._stored.values():
            alike = other.tenant_id != tenant.tenant_id and topic_as_kafka_sees_it(other.tenant_id) == name
            if alike and other.settings.own_topic:
                raise TopicTaken(other.tenant_id)

    def _save(self, tenant: Tenant, now: datetime, *, told: bool = False) -> Tenant:
        version = self._versions.get(tenant.tenant_id, 0) + (not told)
        self._versions[tenant.tenant_id] = version
        settings = tenant.settings.model_copy(update={"version": version, "updated_at": now})
        self._stored[tenant.tenant_id] = replace(tenant, settings=settings)
        if not told:
            self._tell(tenant.tenant_id, settings, now)
        return self._stored[tenant.tenant_id]

    def _tell(self, tenant_id: str, settings: TenantSettings | None, now: datetime) -> None:
        version = self._versions[tenant_id]
        event = encode(TENANTS, tenant_id, settings, Stamp("rematch/ingest", now, version=version))
        self.outbox.write([Entry(event, version, keep=True)])
