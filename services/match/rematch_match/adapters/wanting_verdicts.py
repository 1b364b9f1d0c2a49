"""Pairs that were told and want a verdict wait for it: written with what was told, within its transaction."""

from collections.abc import Sequence

from rematch_common.database import Connection
from rematch_match.domain.pairs import Occasion
from rematch_match.domain.telling import Told
from rematch_match.domain.verdicts.wanting import wanting

# A row a pair. Whoever is at it goes on: what they come to is of the new question, or the pair waits for its next turn.
_WANT = """
INSERT INTO verdict_wants (tenant_id, candidate_id, job_id, score, wanted_at)
SELECT t, c, j, score, $5 FROM unnest($1::text[], $2::text[], $3::uuid[], $4::float8[]) AS k(t, c, j, score)
ON CONFLICT (tenant_id, candidate_id, job_id) DO UPDATE SET score = excluded.score, wanted_at = excluded.wanted_at,
  turn = verdict_wants.turn + 1, state = 'pending', ended_at = NULL
"""


async def want_verdicts(connection: Connection, told: Sequence[Told], occasion: Occasion) -> None:
    """No statement where nobody wants one."""
    rows = sorted((*change.pair.key[0], change.pair.key[1], change.pair.score) for change in wanting(told, occasion))
    if rows:
        await connection.execute(_WANT, *(list(column) for column in zip(*rows, strict=True)), occasion.now)
