"""A place that is freed in an opening's list, where a tenant limits that, goes to somebody who waits for one."""

from collections import Counter
from collections.abc import Sequence
from uuid import uuid4

from rematch_common.contracts import Trigger
from rematch_common.database import Connection
from rematch_match.domain.pairs import Occasion
from rematch_match.domain.postings import Posting
from rematch_match.domain.telling import Told

_TRIGGER: Trigger = "job_changed"
# Whoever waits may wait for a place in their own list, too, and then gets none here: so some more are asked.
_MORE = 5
# Within the caller's transaction: whoever takes the place is looked at with both sides locked, as anybody else.
_ASK = """
WITH freed AS (SELECT * FROM unnest($1::text[], $2::uuid[], $3::bigint[]) AS f(tenant_id, job_id, places)),
next AS (
  SELECT DISTINCT f.tenant_id, m.candidate_id FROM freed f CROSS JOIN LATERAL (
    SELECT candidate_id FROM matches WHERE job_id = f.job_id AND tenant_id = f.tenant_id AND state = 'displaced'
    ORDER BY score DESC, candidate_id LIMIT f.places + $4) AS m),
request AS (
  INSERT INTO requests (request_id, tenant_id, trigger, asked_at, total)
  SELECT r.request_id, r.tenant_id, $5, $6, count(*) FROM unnest($7::uuid[], $8::text[]) AS r(request_id, tenant_id)
  JOIN next USING (tenant_id) GROUP BY r.request_id, r.tenant_id RETURNING request_id, tenant_id)
INSERT INTO backlog (tenant_id, candidate_id, request_id, asked_at)
SELECT tenant_id, candidate_id, request_id, $6 FROM next JOIN request USING (tenant_id)
"""


async def offer_freed(connection: Connection, told: Sequence[Told], occasion: Occasion) -> None:
    """Ask those who wait to be matched again, the best first."""
    freed = Counter(posting for one in told if (posting := _freed(one, occasion)) is not None)
    if not freed:
        return
    tenants = sorted({tenant_id for tenant_id, _ in freed})
    columns = [t for t, _ in freed], [job_id for _, job_id in freed], list(freed.values())
    requests = [uuid4() for _ in tenants], tenants
    await connection.execute(_ASK, *columns, _MORE, _TRIGGER, occasion.now, *requests)


def _freed(one: Told, occasion: Occasion) -> Posting | None:
    (tenant_id, _), job_id = one.change.pair.key
    limited = occasion.scorer.terms(tenant_id).most_per_posting is not None
    gone = one.change.pair.reason in ("job_closed", "merged")
    return (tenant_id, job_id) if one.change.what == "withdrawn" and limited and not gone else None
