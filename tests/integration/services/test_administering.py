"""Keys and tenants as an operator makes them, by the commands of ingest."""

from collections.abc import Mapping

import pytest

from rematch_common.contracts import TENANTS, TenantSettings
from rematch_devstack.commands.keys import ask
from rematch_devstack.errors import StackError
from rematch_devstack.roles import OWNER, role_of
from tests.integration.common.topics import content
from tests.integration.services.running import Place

pytestmark = pytest.mark.stack


def environment(place: Place) -> Mapping[str, str]:
    return {
        "REMATCH_KAFKA_BOOTSTRAP": place.kafka,
        "REMATCH_DATABASE_URL": place.postgres.url(role_of("ingest")),
        "REMATCH_MIGRATIONS_URL": place.postgres.url(OWNER),
    }


async def test_keys_are_made_for_a_purpose_and_with_a_limit(place: Place) -> None:
    env = environment(place)
    for words in (
        ["--kind=scraper"],
        ["--tenant=acme", "--rpm=600"],
        ["--tenant=acme", "--rpm=unlimited"],
        ["--kind=admin"],
    ):
        assert ask(["create", *words], env)["key"].startswith("rmk_")
    made = [(key["kind"], key["tenant_id"], key["limits"]["requests_per_minute"]) for key in ask(["list"], env)]
    assert made == [
        ("scraper", "deployment", 60),
        ("tenant", "acme", 600),
        ("tenant", "acme", None),
        ("admin", "deployment", None),
    ]
    assert len(ask(["list", "--tenant", "acme"], env)) == 2
    with pytest.raises(StackError, match="--tenant says whose key it is"):
        ask(["create"], env)
    with pytest.raises(StackError, match="there is no key nothing"):
        ask(["revoke", "nothing"], env)


async def test_tenants_are_made_changed_listed_and_deleted(place: Place) -> None:
    env = environment(place)
    ask(["create", "acme-ops", '{"min_score": 50}'], env, "tenants")
    changed = ask(["set", "acme-ops", '{"min_score": null, "retention_days": 30}'], env, "tenants")
    assert (changed["version"], changed["min_score"], changed["retention_days"]) == (2, None, 30)
    assert ask(["list"], env, "tenants") == [changed]
    for words, told in ((["create", "acme-ops"], "change it"), (["set", "nobody", "{}"], "no tenant nobody")):
        with pytest.raises(StackError, match=told):
            ask(words, env, "tenants")
    with pytest.raises(StackError, match="nonsense: a tenant has no such setting"):
        ask(["set", "acme-ops", '{"nonsense": 1}'], env, "tenants")
    ask(["delete", "acme-ops"], env, "tenants")
    assert ask(["list"], env, "tenants") == []
    values = [record.value for record in await content(place.kafka, TENANTS.name) if record.key == b"acme-ops"]
    assert [value and TenantSettings.model_validate_json(value).version for value in values] == [1, 2, None]
