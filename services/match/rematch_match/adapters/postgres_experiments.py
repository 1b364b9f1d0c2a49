"""Experiments in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson

from rematch_common.database import Database
from rematch_match.adapters.postgres_wants import every_tenant
from rematch_match.domain.experiments.arms import Experiment
from rematch_match.domain.experiments.declaring import read_experiment, written
from rematch_match.domain.experiments.outcomes import ACTIONS, Count, Seen
from rematch_match.ports.experiments import Declared

# Of each arm what was shown (outcome null), and, of that, what had which outcome afterwards.
_SEEN = """
SELECT e.arm, o.outcome, count(DISTINCT (e.tenant_id, e.candidate_id)) AS persons, count(*) AS pairs
FROM exposures e CROSS JOIN LATERAL (
  SELECT NULL AS outcome UNION ALL
  SELECT DISTINCT k.outcome FROM feedback f
  JOIN unnest($3::text[], $4::text[]) AS k(outcome, action) ON k.action = f.action
  WHERE (f.tenant_id, f.candidate_id, f.job_id) = (e.tenant_id, e.candidate_id, e.job_id)
    AND f.occurred_at >= e.since) AS o
WHERE e.experiment = $1 AND ($2::text IS NULL OR e.tenant_id = $2) GROUP BY e.arm, o.outcome
"""


class PostgresExperiments:
    """See rematch_match.ports.experiments.Experiments."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def declare(self, experiment: Experiment, at: datetime) -> Experiment:
        async with self._database.transaction() as connection:
            told = orjson.dumps(written(experiment)).decode()
            await connection.execute(
                "INSERT INTO experiments VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", experiment.name, told, at
            )
            stands = "SELECT declaration FROM experiments WHERE name = $1"
            return read_experiment(await connection.fetchval(stands, experiment.name))

    async def all(self) -> Sequence[Declared]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch("SELECT * FROM experiments ORDER BY declared_at DESC, name")
        return [Declared(read_experiment(row["declaration"]), row["declared_at"]) for row in rows]

    async def seen(self, name: str, tenant: str | None) -> Mapping[str, Seen]:
        tenants = await every_tenant(self._database) if tenant is None else {tenant}
        async with self._database.transaction(tenants) as connection:
            columns = ([outcome for outcome, _ in ACTIONS], [action for _, action in ACTIONS])
            rows = await connection.fetch(_SEEN, name, tenant, *columns)
        counts = {(row["arm"], row["outcome"]): Count(row["persons"], row["pairs"]) for row in rows}
        return {
            arm: Seen(shown, {outcome: count for (of, outcome), count in counts.items() if of == arm and outcome})
            for (arm, nothing), shown in counts.items()
            if nothing is None
        }
