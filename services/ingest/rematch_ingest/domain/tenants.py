"""A tenant: what it has chosen for everybody to know, and what only ingest needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from rematch_common.contracts import TenantSettings, VerdictChoice, fault_of, may_have_own_topic, own_topic_name
from rematch_common.errors import InvalidRecord

_OURS = ("retention_days", "ready_without_approval")
_GIVEN_BY_US = ("tenant_id", "version", "updated_at", "created_at")
LONGEST_RETENTION = 36_500
# A tenant's own administrator may not do these.
_ADMINS = ("active", "own_topic")
# Of its choices about verdicts: the deployment pays for them.
_PAID = ("calls_per_day", "usd_per_day")


@dataclass(frozen=True, slots=True)
class Rules:
    """What ingest keeps for itself: how many days people are kept after they changed last (None: until they are
    erased), and whether they are ready for assignment without a recruiter's approval."""

    retention_days: int | None = None
    ready_without_approval: bool = False


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant as it is stored."""

    settings: TenantSettings
    rules: Rules
    created_at: datetime

    @property
    def tenant_id(self) -> str:
        return self.settings.tenant_id


def view_of(tenant: Tenant) -> dict[str, Any]:
    """All of it, as one object."""
    rules = {name: getattr(tenant.rules, name) for name in _OURS}
    return {**tenant.settings.model_dump(mode="json"), **rules, "created_at": tenant.created_at.isoformat()}


def chosen(given: Mapping[str, Any], known: Tenant, *, admin: bool) -> Tenant:
    """The tenant with these changes; null takes a choice back. Raises InvalidRecord for a field that is none, or not
    this one's to change. Version and time are set where it is stored."""
    for name in given:
        _check_name(name, admin=admin)
    settings = known.settings.model_dump() | {name: given[name] for name in given if name not in _OURS}
    if "verdicts" in given:
        settings["verdicts"] = _verdicts(given["verdicts"], known.settings.verdicts, admin=admin)
    # What is null here leaves the choice to the deployment, as a field that was never given does.
    settings = {name: value for name, value in settings.items() if value is not None}
    try:
        changed = TenantSettings.model_validate(settings)
    except ValidationError as error:
        field, message = fault_of(TenantSettings, error)
        raise InvalidRecord("schema", message, field=field) from None
    if changed.own_topic and not may_have_own_topic(changed.tenant_id):
        taken = own_topic_name(changed.tenant_id)
        said = f"own_topic: {taken} is the name of something else; make a tenant with another id"
        raise InvalidRecord("reserved", said, field="own_topic")
    return Tenant(changed, _rules(given, known.rules), known.created_at)


def _check_name(name: str, *, admin: bool) -> None:
    if name in _GIVEN_BY_US:
        raise InvalidRecord("not_settable", f"{name}: leave it out, it can't be changed", field=name)
    if name not in TenantSettings.model_fields and name not in _OURS:
        raise InvalidRecord("unknown_field", f"{name[:64]}: a tenant has no such setting", field=name[:64])
    if name in _ADMINS and not admin:
        raise InvalidRecord("not_yours", f"{name}: an administrator of the deployment changes that", field=name)


def _verdicts(given: object, known: VerdictChoice | None, *, admin: bool) -> object:
    """Of the choices about verdicts, too, what isn't named stays; null takes back all that are this one's."""
    before = known.model_dump() if known else {}
    if given is None:
        return None if admin else {name: value for name, value in before.items() if name in _PAID}
    if not isinstance(given, Mapping):
        return given
    for name in given:
        field = f"verdicts.{name}"[:64]
        if name not in VerdictChoice.model_fields:
            told = f"{field}: there is no such choice; use {', '.join(VerdictChoice.model_fields)}"
            raise InvalidRecord("unknown_field", told, field=field)
        if name in _PAID and not admin:
            raise InvalidRecord("not_yours", f"{field}: an administrator of the deployment changes that", field=field)
    return {**before, **given}


def _rules(given: Mapping[str, Any], known: Rules) -> Rules:
    days = given.get("retention_days", known.retention_days)
    if days is not None and (type(days) is not int or not 1 <= days <= LONGEST_RETENTION):
        said = f"retention_days: give 1 to {LONGEST_RETENTION:,} days, or null to keep people until they are erased"
        raise InvalidRecord("schema", said, field="retention_days")
    ready = given.get("ready_without_approval", known.ready_without_approval)
    if ready is not None and type(ready) is not bool:
        raise InvalidRecord("schema", "ready_without_approval: give true or false", field="ready_without_approval")
    return Rules(days, bool(ready))


def new_tenant(tenant_id: str, now: datetime) -> Tenant:
    """One that has chosen nothing yet. Raises InvalidRecord for what is no id."""
    try:
        settings = TenantSettings.model_validate({"tenant_id": tenant_id, "version": 1})
    except ValidationError as error:
        field, message = fault_of(TenantSettings, error)
        raise InvalidRecord("schema", message, field=field) from None
    if not tenant_id.strip("."):
        raise InvalidRecord("schema", "tenant_id: dots alone are no id: use letters or digits", field="tenant_id")
    return Tenant(settings, Rules(), now)


def topic_as_kafka_sees_it(tenant_id: str) -> str:
    """Of two tenants with the same only one can have a topic of its own."""
    return tenant_id.replace(".", "_")


def same(one: Tenant, other: Tenant) -> bool:
    """Whether they have chosen the same."""
    return one.rules == other.rules and _choices(one.settings) == _choices(other.settings)


def same_for_others(one: Tenant, other: Tenant) -> bool:
    """Whether others than ingest would see a difference."""
    return _choices(one.settings) == _choices(other.settings)


def _choices(settings: TenantSettings) -> TenantSettings:
    return settings.model_copy(update={"version": 1, "updated_at": None})


def unmade_tenant(tenant_id: str, now: datetime) -> Tenant:
    """One that has a key and that nobody has made: a deployment that makes no tenants asks for no approvals."""
    made = new_tenant(tenant_id, now)
    return replace(made, rules=replace(made.rules, ready_without_approval=True))
