"""Pairs that were found while an experiment runs are noted with their arm, within the transaction that tells them."""

from collections.abc import Sequence

from rematch_common.database import Connection
from rematch_match.domain.experiments.entering import entering
from rematch_match.domain.pairs import Occasion
from rematch_match.domain.telling import Told

_ENTER = """
INSERT INTO exposures (experiment, tenant_id, candidate_id, job_id, arm, since)
SELECT e, t, c, j, arm, $6 FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[]) AS k(e, t, c, j, arm)
ON CONFLICT DO NOTHING
"""


async def take_part(connection: Connection, told: Sequence[Told], occasion: Occasion) -> None:
    """No statement without an experiment."""
    rows = sorted((arm.name, *key[0], key[1], arm.arm) for key, arm in entering(told))
    if rows:
        await connection.execute(_ENTER, *(list(column) for column in zip(*rows, strict=True)), occasion.now)
