"""What the API asks for is found by an index, as the service's own role, whose rows are checked for their tenant."""

import pytest

from tests.servers import Postgres

pytestmark = pytest.mark.stack
ID = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("query", "index", "condition"),
    [
        (
            f"SELECT candidate_id FROM matches WHERE tenant_id = 'demo' AND match_id = '{ID}'",
            "matches_named",
            "match_id =",
        ),
        (
            "SELECT action FROM feedback WHERE tenant_id = 'demo' AND action = ANY ('{hired,offered,interviewed}') "
            "ORDER BY occurred_at DESC LIMIT 9",
            "feedback_outcomes",
            "tenant_id =",
        ),
        (
            "SELECT action FROM feedback WHERE tenant_id = 'demo' AND candidate_id = 'c-1' AND actor = 'candidate' "
            "AND action <> 'viewed' ORDER BY occurred_at DESC, feedback_id LIMIT 9",
            "feedback_own",
            "candidate_id =",
        ),
        (
            "SELECT FROM applications WHERE tenant_id = 'demo' ORDER BY applied_at DESC, application_id DESC LIMIT 9",
            "applications_newest",
            "tenant_id =",
        ),
        (
            "SELECT FROM matches m WHERE m.tenant_id = 'demo' AND m.state = 'active' "
            f"AND (m.told_at, m.match_id) < (now(), '{ID}') ORDER BY m.told_at DESC, m.match_id DESC LIMIT 9",
            "matches_newest",
            "tenant_id =",
        ),
        (
            f"SELECT FROM applications WHERE tenant_id = 'demo' AND job_id = '{ID}'",
            "applications_of_job",
            "job_id =",
        ),
    ],
)
async def test_it_is_found_by_an_index(postgres: Postgres, query: str, index: str, condition: str) -> None:
    async with postgres.database("match") as database, database.transaction(["demo"]) as connection:
        # The tables are empty, and what is small is read whole; only what can't be found otherwise is read so now.
        await connection.execute("SET LOCAL enable_seqscan = off")
        await connection.execute("SET LOCAL enable_bitmapscan = off")
        plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {query}"))
    assert index in plan, plan
    assert any("Index Cond" in line and condition in line for line in plan.splitlines()), plan
