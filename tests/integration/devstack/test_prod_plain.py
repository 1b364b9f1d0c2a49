"""`rematch doctor --prod` against a Kafka that asks nobody who they are, and a PostgreSQL by a socket."""

import pytest

from rematch_devstack.security.prod import Deployment
from rematch_devstack.security.prod_database import database
from rematch_devstack.security.prod_kafka import kafka as look_over
from tests.servers import Postgres

pytestmark = pytest.mark.stack


async def test_each_thing_that_is_missing_is_told_by_itself(kafka: str) -> None:
    found = {check.name: check for check in await look_over(Deployment(kafka, {}))}
    assert found["Kafka login"].detail == "as nobody"
    faults = {name: check.detail for name, check in found.items() if not check.ok}
    assert faults["Kafka encrypted"].startswith("REMATCH_KAFKA_SECURITY is PLAINTEXT")
    assert faults["Kafka refuses the clear"] == f"{kafka} answers without TLS"
    assert "is PLAINTEXT" in faults["Kafka listeners"]
    assert faults["Kafka users"] == "nobody says who they are"
    # A broker without an authorizer can't be asked what it grants: the other looks are taken all the same.
    assert "log in as an administrator" in found["Kafka's access control"].remedy
    assert "1 of 3 copies" in faults["Kafka's copies"]


async def test_a_socket_needs_no_tls_against_listeners(postgres: Postgres) -> None:
    url = postgres.url("rematch_match")
    found = {check.name: check for check in await database(Deployment("", {"REMATCH_DATABASE_URL": url}))}
    assert found["PostgreSQL login"].ok
    assert found["PostgreSQL encrypted"].detail == "REMATCH_DATABASE_URL has sslmode=unset"
