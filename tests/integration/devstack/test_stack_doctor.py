"""`rematch doctor --stack` against a real Kafka and PostgreSQL, and pages that answer as told."""

import pytest

from rematch_devstack import roles
from rematch_devstack.doctor import Check
from rematch_devstack.stack_doctor import addresses, checks
from tests.pages import page
from tests.servers import Postgres


def named(found: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in found}


@pytest.mark.stack
async def test_stores_and_services_are_asked_over_the_network(kafka: str, postgres: Postgres) -> None:
    async with page(200) as url:
        told = {
            "REMATCH_KAFKA_BOOTSTRAP": kafka,
            "REMATCH_MIGRATIONS_URL": postgres.url(roles.OWNER),
            "REMATCH_QDRANT_URL": url,
            "REMATCH_MATCH_URL": url,
            "REMATCH_WATCHERS": f"grafana={url}/api/health",
        }
        found = named(await checks(environ=told))
    assert {"Kafka", "PostgreSQL", "Roles and schemas", "pgvector", "qdrant", "match", "grafana"} <= set(found)
    assert [name for name, check in found.items() if not check.ok] == ["Topics"]
    # This broker's topics are laid out for one machine; a deployment's have more partitions.
    assert "partitions and should have" in found["Topics"].detail


async def test_it_waits_until_all_is_well() -> None:
    async with page(503, 200) as url:
        found = named(await checks(30.0, {"REMATCH_DEDUP_URL": url}))
    assert found["dedup"].ok


async def test_what_stays_wrong_is_told_with_what_to_do() -> None:
    async with page(503) as url:
        found = named(await checks(environ={"REMATCH_DEDUP_URL": url, "REMATCH_EMBED_URL": "http://127.0.0.1:1"}))
    assert found["dedup"] == Check("dedup", False, f"{url}/readyz says 503", "see `docker compose logs dedup`")
    assert not found["embed"].ok
    assert "doesn't answer" in found["embed"].detail


async def test_stores_that_are_away_are_named_without_a_password() -> None:
    told = {
        "REMATCH_KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "REMATCH_MIGRATIONS_URL": "postgresql://rematch_owner:sesame@127.0.0.1:1/rematch",
    }
    found = named(await checks(environ=told))
    assert not found["Kafka"].ok
    assert not found["PostgreSQL"].ok
    assert "sesame" not in str(found)


def test_addresses_come_as_they_are_told() -> None:
    assert addresses({"REMATCH_ADDRESSES": "console=http://localhost:8006 kafka=localhost:29092"}) == {
        "console": "http://localhost:8006",
        "kafka": "localhost:29092",
    }


async def test_an_environment_that_names_nothing_is_no_system_that_is_well() -> None:
    (only,) = await checks(environ={"REMATCH_ADDRESSES": "console=http://127.0.0.1:1"})
    assert (only.ok, only.detail) == (False, "nothing tells where it is")
    assert "REMATCH_KAFKA_BOOTSTRAP" in only.remedy
