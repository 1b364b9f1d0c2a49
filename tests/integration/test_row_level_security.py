"""A transaction sees the rows of the tenants that it names, and of no other: whoever forgets to name one sees none."""

from uuid import UUID

import asyncpg
import pytest

from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.database import Database
from rematch_devstack import roles
from rematch_ingest.adapters.postgres_erasures import PostgresErasures
from rematch_ingest.adapters.postgres_imports import PostgresImports
from rematch_ingest.adapters.postgres_outcomes import PostgresOutcomes
from rematch_ingest.adapters.postgres_replies import PostgresReplies
from rematch_ingest.domain.erasures import erasure_of
from rematch_ingest.domain.fates import Decision, Receipt
from rematch_ingest.domain.ids import IngestId
from rematch_ingest.domain.imports import Upload
from rematch_ingest.domain.pieces import Piece
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.pairs import Scored
from rematch_match.ports import Arrivals
from rematch_notify.adapters.postgres_deliveries import PostgresDeliveries
from rematch_notify.adapters.postgres_forgotten import PostgresForgotten
from rematch_notify.domain.matches import ended
from tests.contract.saving import saved
from tests.contract.subscribing import ledger_in, sealer, subscription, telling, word
from tests.fakes.occasions import occasion
from tests.fakes.samples import NOW, found, job, job_id, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
TENANTS = ("demo", "second")
TABLES = [
    ("ingest", "candidates"),
    ("ingest", "preferred_roles"),
    ("ingest", "outcomes"),
    ("ingest", "replies"),
    ("ingest", "imports"),
    ("ingest", "import_pieces"),
    ("ingest", "people"),
    ("ingest", "candidate_versions"),
    ("ingest", "erasures"),
    ("ingest", "erasure_receipts"),
    ("match", "candidates"),
    ("match", "probes"),
    ("match", "matches"),
    ("notify", "deliveries"),
    ("notify", "erasures"),
    ("notify", "erased_pairs"),
    ("notify", "subscriptions"),
    ("notify", "tellings"),
    ("notify", "messages"),
]


async def fill(schema: str, database: Database) -> None:
    """A row of each of two tenants in every table that has tenants."""
    if schema == "ingest":
        for number, tenant in enumerate(TENANTS):
            await saved(database, [CHANGED[0].model_copy(update={"tenant_id": tenant})], NOW)
            await sent_by(tenant, UUID(int=number + 1), database)
            assert await PostgresErasures(database).again(erasure_of(tenant, "c-9", 2), NOW)
    elif schema == "notify":
        await PostgresDeliveries(database).note("log", [found(tenant) for tenant in TENANTS])
        pairs = [ended(f"{tenant}/c-9/{job_id(1)}", f"e-{tenant}") for tenant in TENANTS]
        assert await PostgresForgotten(database).forget([pair for pair in pairs if pair], []) == []
        await told_to(database)
    else:
        matches = PostgresStore(database)
        await matches.write(Arrivals([job()], [person(tenant=tenant) for tenant in TENANTS]))
        work = await matches.write(Arrivals([job()], []))
        keys = [((tenant, "c-1"), job_id(1)) for tenant in TENANTS]
        assert await matches.settle([Scored.unseen(key) for key in keys], work, occasion()) == 2


async def told_to(database: Database) -> None:
    """A subscription of each tenant, what it is told, and a message."""
    ledger = ledger_in(database, await sealer())
    for number, tenant in enumerate(TENANTS, 1):
        await ledger.subscriptions.create(subscription(number, tenant), 10)
        one = telling(job_id(1), number, tenant_id=tenant)
        await ledger.tellings.hold([word(job_id(1), 1, one, tenant=tenant)])
        async with database.transaction([tenant]) as connection:
            await connection.execute(
                "INSERT INTO messages (tenant_id, message_id, subscription_id, next_at, state, first_at, sent_at) "
                "VALUES ($1, $2, $2, $3, 'sent', $3, $3)",
                *(tenant, UUID(int=number), NOW),
            )


async def sent_by(tenant: str, receipt: UUID, database: Database) -> None:
    """A posting, its outcome, the answer, and an import in pieces."""
    outcomes, imports, ref = PostgresOutcomes(database), PostgresImports(database), (tenant, receipt)
    await PostgresReplies(database).claim(tenant, "key", NOW)
    await outcomes.open(Receipt(receipt, tenant, 1, NOW))
    await outcomes.note([Decision(IngestId(receipt, 0), "refreshed", NOW)])
    await imports.begin(Upload(receipt, tenant, "jobs", "json"), NOW)
    await imports.add(ref, Piece(1, b"", 1, 1), NOW)


async def seen(database: Database, table: str, *tenants: str) -> list[str]:
    async with database.transaction(tenants) as connection:
        return sorted(row["tenant_id"] for row in await connection.fetch(f"SELECT DISTINCT tenant_id FROM {table}"))


@pytest.mark.parametrize(("schema", "table"), TABLES)
async def test_only_the_named_tenants_are_seen(postgres: Postgres, schema: str, table: str) -> None:
    async with postgres.database(schema) as database:
        await fill(schema, database)
        assert await seen(database, table) == []
        assert await seen(database, table, "demo") == ["demo"]
        assert await seen(database, table, *TENANTS) == ["demo", "second"]
        assert await seen(database, table, "dem", "demo.", "nobody") == []
        assert await seen(database, table) == [], "what one transaction may see the next one on its connection may not"


@pytest.mark.parametrize(("schema", "table"), TABLES)
async def test_nothing_of_another_tenant_is_changed_or_written(postgres: Postgres, schema: str, table: str) -> None:
    async with postgres.database(schema) as database:
        await fill(schema, database)
        async with database.transaction(["demo"]) as connection:
            assert await connection.execute(f"DELETE FROM {table} WHERE tenant_id = 'second'") == "DELETE 0"
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            async with database.transaction(["demo"]) as connection:
                await connection.execute(f"UPDATE {table} SET tenant_id = 'second'")
        assert await seen(database, table, *TENANTS) == ["demo", "second"]


@pytest.mark.parametrize(("schema", "table"), TABLES)
async def test_it_binds_the_owner_too(postgres: Postgres, schema: str, table: str) -> None:
    async with postgres.database(schema) as database:
        await fill(schema, database)
    owner = await asyncpg.connect(postgres.url(roles.OWNER))
    try:
        assert await owner.fetchval(f"SELECT count(*) FROM {schema}.{table}") == 0
    finally:
        await owner.close()


async def test_every_table_with_a_tenant_is_secured(postgres: Postgres) -> None:
    """A new table that forgets its policy is found here. Keys, the list of tenants and receipts
    (which say whose an outcome is) are read across tenants, and so are turns: whose is the next message."""
    owner = await asyncpg.connect(postgres.url(roles.OWNER))
    try:
        rows = await owner.fetch(
            "SELECT n.nspname, c.relname, c.relrowsecurity AND c.relforcerowsecurity AS forced FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE n.nspname = ANY ($1) AND c.relkind = 'r' AND a.attname = 'tenant_id'",
            list(roles.SCHEMAS),
        )
    finally:
        await owner.close()
    open_tables = {(row["nspname"], row["relname"]) for row in rows if not row["forced"]}
    across = {("match", name) for name in ("tenants", "tenant_settings", "readings", "own_topics", "learned_switches")}
    across |= {("notify", "turns")}
    assert open_tables == {("ingest", "access_keys"), ("ingest", "receipts"), ("ingest", "tenants"), *across}
    assert {(row["nspname"], row["relname"]) for row in rows if row["forced"]} >= set(TABLES)
