"""Take in what tenants choose."""

from collections.abc import Mapping
from typing import Any

from rematch_common.clock import Now
from rematch_common.contracts import may_have_own_topic, own_topic_name
from rematch_common.errors import InvalidRecord
from rematch_ingest.domain.keys import DEPLOYMENT
from rematch_ingest.domain.tenants import Tenant, chosen, new_tenant, unmade_tenant
from rematch_ingest.ports.tenants import Tenants


async def create_tenant(tenants: Tenants, given: Mapping[str, Any], now: Now) -> Tenant:
    """Raises InvalidRecord, and Exists."""
    at = now()
    named = given.get("tenant_id")
    if not isinstance(named, str):
        raise InvalidRecord("schema", "tenant_id is missing: give the tenant's id", field="tenant_id")
    _check_id(named)
    made = new_tenant(named, at)
    _check_new(named)
    choices = {name: value for name, value in given.items() if name != "tenant_id"}
    return await tenants.add(chosen(choices, made, admin=True))


async def change_tenant(tenants: Tenants, tenant_id: str, given: Mapping[str, Any], now: Now) -> Tenant | None:
    """By an administrator of the deployment."""
    return await tenants.change(tenant_id, lambda known: chosen(given, known, admin=True), now())


async def change_own(tenants: Tenants, tenant_id: str, given: Mapping[str, Any], now: Now) -> Tenant:
    """By the tenant's own administrator. A tenant that has a key is there, whether or not anybody has made it."""
    _check_id(tenant_id)
    found = await tenants.change(tenant_id, lambda known: chosen(given, known, admin=False), now(), make=True)
    assert found is not None, "it was to be made"
    return found


async def own(tenants: Tenants, tenant_id: str, now: Now) -> Tenant:
    return await tenants.one(tenant_id) or unmade_tenant(tenant_id, now())


def _check_id(tenant_id: str) -> None:
    if tenant_id == DEPLOYMENT:
        told = f"tenant_id: {DEPLOYMENT} is the deployment itself, whose choices are its settings"
        raise InvalidRecord("reserved", told, field="tenant_id")


def _check_new(tenant_id: str) -> None:
    """Whoever is there already stays, without a topic of its own."""
    if not may_have_own_topic(tenant_id):
        taken = own_topic_name(tenant_id)
        told = f"tenant_id: {taken} is the name of something else; choose an id that doesn't end in dlq or retry"
        raise InvalidRecord("reserved", told, field="tenant_id")
