"""What CloudNativePG runs once, when it has made the database: all of it as one text, as the superuser."""

from pathlib import Path

import pytest
import yaml

from rematch_devstack import roles
from rematch_devstack.workspace import root
from tests.integration.devstack.servers import server, session

pytestmark = pytest.mark.stack
FILE = root() / "deploy" / "k8s" / "components" / "cnpg" / "roles.yaml"


async def test_the_text_makes_roles_and_schemas_and_may_be_run_again(tmp_path: Path) -> None:
    text = yaml.safe_load(FILE.read_text())["data"]["roles.sql"]
    async with server(tmp_path) as (postgres, _), session(postgres.url("postgres")) as superuser:
        for schema in roles.SCHEMAS:
            await superuser.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        for _again in range(2):
            await superuser.execute(text)
        async with session(postgres.url(roles.role_of("dedup"))) as dedup:
            assert await dedup.fetchval("SELECT has_schema_privilege('dedup', 'USAGE')")
            assert not await dedup.fetchval("SELECT has_schema_privilege('match', 'USAGE')")
