"""What one tenant has at notify, and what a stranger is answered, route by route."""

from uuid import UUID

import httpx

from rematch_common.clock import utc_now
from rematch_common.contracts import match_id_of
from rematch_notify.domain.items import MatchItem
from rematch_notify.domain.subscriptions import Ref
from tests.fakes.samples import job_id
from tests.integration.services.running import Place, bearer
from tests.integration.services.strangers.asking import HIDDEN, MARK, MINE, OWN, Case, Cast

WISH = {
    "subscriber": "recruiter:mo",
    "filter": {"skills": [MARK]},
    "channel": "log",
    "target": f"{MARK}-of-mo",
    "quiet": {"begin": "22:00", "end": "07:00"},
    "cap": {"most": 3, "period": "day"},
    "zone": "Europe/Berlin",
}
_ONE = "/v1/subscriptions/{subscription_id}"
CASES = (
    Case("POST /v1/subscriptions", OWN, json={**WISH, "filter": {"min_score": 70}, "target": "somewhere"}),
    Case("GET /v1/subscriptions", OWN),
    Case(f"GET {_ONE}"),
    Case(f"GET {_ONE}/messages"),
    Case(f"PATCH {_ONE}", json={"pace": "hourly"}),
    Case(f"POST {_ONE}/test"),
    Case(f"POST {_ONE}/resume"),
    Case("GET /v1/candidates/{candidate_id}/deliveries", OWN),
    Case("GET /v1/openings/{job_id}/told", OWN),
    Case(f"DELETE {_ONE}", HIDDEN),
)
_TOLD = """
INSERT INTO tellings (tenant_id, subscription_id, candidate_id, job_id, match_id, version, score, body, state, due_at,
  message_id, changed_at) VALUES ($1, $2, $3, $4, $5, 1, 80, $6, 'told', now(), $7, now())
"""
_MESSAGE = """
INSERT INTO messages (tenant_id, message_id, subscription_id, next_at, state, first_at, sent_at)
VALUES ($1, $2, $3, now(), 'sent', now(), now())
"""


async def filled(place: Place, client: httpx.AsyncClient, keys: Cast) -> dict[str, str]:
    """A subscription, and what it was told."""
    answer = await client.post("/v1/subscriptions", json=WISH, headers=bearer(keys.mine.key))
    assert answer.status_code == 201, answer.text
    ref = MINE, UUID(answer.json()["subscription_id"])
    await _told(place, ref)
    return {"subscription_id": str(ref[1]), "candidate_id": "c-77", "job_id": str(job_id(1))}


async def _told(place: Place, ref: Ref) -> None:
    job, message = job_id(1), UUID(int=utc_now().microsecond + 1)
    match_id = match_id_of(MINE, "c-77", job)
    item = MatchItem(
        match_id=match_id,
        candidate_id="c-77",
        job_id=job,
        score=80,
        grade="A",
        title=MARK,
        company="Acme",
        summary="It fits.",
    )
    async with place.postgres.opened("notify") as database, database.transaction([MINE]) as connection:
        await connection.execute(_TOLD, *ref, "c-77", job, match_id, item.model_dump_json(), message)
        await connection.execute(_MESSAGE, MINE, message, ref[1])
