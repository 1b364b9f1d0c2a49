"""Tenants over HTTP: administrators make and change them, a tenant's own administrator changes what is its own."""

from collections.abc import AsyncIterator

import pytest

from rematch_common.contracts import TENANTS
from rematch_common.errors import InvalidRecord
from rematch_ingest.domain.tenants import chosen, new_tenant
from tests.fakes.samples import NOW
from tests.unit.ingest.administration import ADMIN, NEIGHBOUR, OPERATOR, OWNER, RECRUITER, Desk, desk


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as opened:
        yield opened


async def test_an_administrator_makes_changes_and_deletes_tenants(at: Desk) -> None:
    given = {"tenant_id": "acme", "name": "Acme", "min_score": 50, "own_topic": True, "retention_days": 90}
    made = await at.ask(ADMIN, "POST", "/v1/tenants", 201, given)
    assert {name: made[name] for name in given} == given
    assert (made["version"], made["ready_without_approval"]) == (1, False)
    assert await at.ask(ADMIN, "GET", "/v1/tenants/acme", 200) == made
    told = await at.ask(ADMIN, "POST", "/v1/tenants", 409, given)
    assert told["type"] == "urn:rematch:problem:conflict"
    changed = await at.ask(ADMIN, "PATCH", "/v1/tenants/acme", 200, {"min_score": None, "active": False})
    assert (changed["version"], changed["min_score"], changed["active"], changed["name"]) == (2, None, False, "Acme")
    await at.ask(ADMIN, "DELETE", "/v1/tenants/acme", 204)
    for method in ("GET", "PATCH", "DELETE"):
        await at.ask(ADMIN, method, "/v1/tenants/acme", 404, {})
    assert [entry.version for entry in at.tenants.outbox.of(TENANTS.name)] == [1, 2, 3]
    assert len(at.drains) == 3


async def test_two_names_that_kafka_takes_for_one_have_no_two_topics(at: Desk) -> None:
    await at.ask(ADMIN, "POST", "/v1/tenants", 201, {"tenant_id": "a_b", "own_topic": True})
    told = await at.ask(ADMIN, "POST", "/v1/tenants", 409, {"tenant_id": "a.b", "own_topic": True})
    assert "tenant a_b" in told["detail"]
    await at.ask(ADMIN, "POST", "/v1/tenants", 201, {"tenant_id": "a.b"})
    told = await at.ask(ADMIN, "PATCH", "/v1/tenants/a.b", 409, {"own_topic": True})
    assert "tenant a_b" in told["detail"]
    await at.ask(ADMIN, "PATCH", "/v1/tenants/a_b", 200, {"min_score": 50})
    await at.ask(ADMIN, "PATCH", "/v1/tenants/a_b", 200, {"own_topic": False})
    await at.ask(ADMIN, "PATCH", "/v1/tenants/a.b", 200, {"own_topic": True})


async def test_tenants_are_listed_in_pages(at: Desk) -> None:
    for name in ("a", "b", "c"):
        await at.ask(ADMIN, "POST", "/v1/tenants", 201, {"tenant_id": name})
    first = await at.ask(ADMIN, "GET", "/v1/tenants?limit=2", 200)
    assert ([one["tenant_id"] for one in first["tenants"]], first["next"]) == (["a", "b"], "b")
    second = await at.ask(ADMIN, "GET", f"/v1/tenants?limit=2&cursor={first['next']}", 200)
    assert ([one["tenant_id"] for one in second["tenants"]], second["next"]) == (["c"], None)
    await at.ask(ADMIN, "GET", "/v1/tenants?cursor=%00", 422)


async def test_a_tenant_sees_and_changes_itself_alone(at: Desk) -> None:
    unmade = await at.ask(OWNER, "GET", "/v1/tenant", 200)
    assert (unmade["tenant_id"], unmade["ready_without_approval"]) == ("demo", True)
    changed = await at.ask(OWNER, "PATCH", "/v1/tenant", 200, {"remote_only": True})
    assert (changed["tenant_id"], changed["remote_only"], changed["version"]) == ("demo", True, 1)
    assert changed["ready_without_approval"], "another choice takes this one back from nobody"
    assert await at.ask(OWNER, "GET", "/v1/tenant", 200) == changed
    other = await at.ask(NEIGHBOUR, "GET", "/v1/tenant", 200)
    assert (other["tenant_id"], other["remote_only"]) == ("second", False)
    await at.ask(OWNER, "GET", "/v1/tenants/second", 403)
    await at.ask(OWNER, "PATCH", "/v1/tenants/demo", 403, {})
    await at.ask(RECRUITER, "GET", "/v1/tenant", 403)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"min_score": 101}, "min_score"),
        ({"nonsense": 1}, "nonsense"),
        ({"tenant_id": "second"}, "tenant_id"),
        ({"version": 9}, "version"),
        ({"own_topic": True}, "own_topic"),
        ({"active": False}, "active"),
        ({"retention_days": 0}, "retention_days"),
        ({"retention_days": True}, "retention_days"),
        ({"retention_days": "90"}, "retention_days"),
        ({"ready_without_approval": "yes"}, "ready_without_approval"),
        ({"platforms": "lever"}, "platforms"),
        ({"weights": {"skills": 2}}, "weights.skills"),
        ({"verdicts": "yes"}, "verdicts"),
        ({"verdicts": {"top": 0}}, "verdicts.top"),
        ({"verdicts": {"on": "maybe"}}, "verdicts.on"),
        ({"verdicts": {"tpo": 5}}, "verdicts.tpo"),
        ({"verdicts": {"usd_per_day": 1}}, "verdicts.usd_per_day"),
    ],
)
async def test_a_field_that_is_none_is_named(at: Desk, given: dict[str, object], field: str) -> None:
    told = await at.ask(OWNER, "PATCH", "/v1/tenant", 422, given)
    assert (told["field"], told["type"]) == (field, "urn:rematch:problem:invalid")
    assert at.tenants.outbox.entries == []


async def test_of_the_choices_about_verdicts_what_is_not_named_stays_and_the_budget_is_not_the_tenants(
    at: Desk,
) -> None:
    await at.ask(OWNER, "PATCH", "/v1/tenant", 200, {"verdicts": {"top": 5}})
    path = "/v1/tenants/demo"
    await at.ask(ADMIN, "PATCH", path, 200, {"verdicts": {"calls_per_day": 100, "usd_per_day": 0.5}})
    changed = await at.ask(OWNER, "PATCH", "/v1/tenant", 200, {"verdicts": {"on": True, "top": None}})
    told = {"on": True, "top": None, "ceiling": None, "weight": None, "calls_per_day": 100, "usd_per_day": 0.5}
    assert changed["verdicts"] == told
    back = await at.ask(OWNER, "PATCH", "/v1/tenant", 200, {"verdicts": None})
    assert back["verdicts"] == told | {"on": None}, "the budget stays"
    assert (await at.ask(ADMIN, "PATCH", path, 200, {"verdicts": None}))["verdicts"] is None


@pytest.mark.parametrize("given", [{}, {"tenant_id": 7}, {"tenant_id": "two words"}, {"tenant_id": "deployment"}])
async def test_a_tenant_needs_a_name_that_is_one(at: Desk, given: dict[str, object]) -> None:
    assert (await at.ask(ADMIN, "POST", "/v1/tenants", 422, given))["field"] == "tenant_id"


@pytest.mark.parametrize("name", ["dlq", "acme.dlq", "notify.retry", "notify_retry", "retry"])
async def test_a_tenant_has_no_name_whose_topic_would_be_another(at: Desk, name: str) -> None:
    told = await at.ask(ADMIN, "POST", "/v1/tenants", 422, {"tenant_id": name})
    assert (told["field"], f"matches.{name} is the name of something else" in told["detail"]) == ("tenant_id", True)


async def test_who_was_there_with_such_a_name_gets_no_topic_of_its_own() -> None:
    known = new_tenant("acme.dlq", NOW)
    assert chosen({"min_score": 50}, known, admin=True).settings.min_score == 50
    with pytest.raises(InvalidRecord, match=r"own_topic: matches\.acme\.dlq is the name of something else"):
        chosen({"own_topic": True}, known, admin=True)


async def test_the_deployment_itself_is_no_tenant(at: Desk) -> None:
    assert (await at.ask(OPERATOR, "GET", "/v1/tenant", 200))["tenant_id"] == "deployment"
    assert (await at.ask(OPERATOR, "PATCH", "/v1/tenant", 422, {"min_score": 1}))["field"] == "tenant_id"


async def test_a_tenant_with_candidates_is_not_deleted(at: Desk) -> None:
    await at.ask(ADMIN, "POST", "/v1/tenants", 201, {"tenant_id": "acme"})
    at.tenants.peopled.add("acme")
    told = await at.ask(ADMIN, "DELETE", "/v1/tenants/acme", 409)
    assert "erase" in told["detail"]


async def test_what_is_no_object_is_refused(at: Desk) -> None:
    await at.ask(OWNER, "PATCH", "/v1/tenant", 422, [1])
    answer = await at.client.patch("/v1/tenant", content=b"{", headers={"X-API-Key": OWNER.text})
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:rematch:problem:unreadable")
