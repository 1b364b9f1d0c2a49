"""What ingest has of a tenant, and what is asked of it."""

from typing import Any

import httpx

from tests.fakes import cv_files
from tests.integration.services.ingesting import becomes, posting
from tests.integration.services.running import bearer
from tests.integration.services.strangers.asking import MARK, OWN, STRANGERS, Case, Cast

PERSON = {
    "first_name": MARK,
    "headline": f"Cook at {MARK}",
    "titles": ["Nurse"],
    "status": "ready_for_assignment",
}
FILE = b'{"source": "board", "external_id": "i-1", "title": "Baker", "company": "Acme", "description": "Bread"}\n{}\n'
AGAIN = {"Idempotency-Key": "everybody-takes-this-one"}
# Another person is there under another id: lists would have somebody to tell of.
OTHER = {"candidate_id": "own-1", "headline": "Baker"}


async def filled(client: httpx.AsyncClient, keys: Cast) -> dict[str, str]:
    """One of everything for the one tenant, and the ids that it got."""
    mine, operator = bearer(keys.mine.key), bearer(keys.operator.key)

    async def did(method: str, path: str, who: dict[str, str] = mine, **sent: Any) -> Any:
        answer = await client.request(method, path, headers={**who, **sent.pop("headers", {})}, **sent)
        assert answer.status_code in OWN, f"{path}: {answer.text}"
        return answer.json() if answer.content else None

    ids = {"candidate_id": "somebody-7", "gone_candidate_id": "somebody-8", "tenant_id": "spare-tenant", "slug": "own"}
    for name in ("candidate_id", "gone_candidate_id"):
        await did("PUT", f"/v1/candidates/{ids[name]}", json=PERSON)
    await did("POST", f"/v1/candidates/{ids['candidate_id']}/cv", content=f"{MARK} CV\nPython".encode())
    ids["erasure_id"] = (await did("DELETE", f"/v1/candidates/{ids['gone_candidate_id']}"))["erasure_id"]
    sent = await did("POST", "/v1/jobs", json=posting(1), headers=AGAIN)
    ids["ingest_id"] = sent["results"][0]["ingest_id"]
    imported = await did("POST", "/v1/imports", content=FILE, headers=AGAIN, params={"name": MARK})
    ids["import_id"] = ids["batch_id"] = imported["import_id"]
    await becomes(client, f"/v1/imports/{ids['import_id']}", "deciding", mine)
    ids["key_id"] = (await did("POST", "/v1/keys", json={"name": MARK}))["id"]
    scraper = await did("POST", "/api/pm-admin/scraper-keys", operator, json={"name": MARK})
    ids["scraper_key_id"] = scraper["id"]
    await did("PATCH", "/v1/tenant", json={"blocked_companies": [MARK]})
    await did("POST", "/v1/tenants", operator, json={"tenant_id": ids["tenant_id"], "blocked_companies": [MARK]})
    await did("POST", "/v1/categories", operator, json={"slug": ids["slug"], "name": "Own"})
    ids["queue_number"] = str((await did("GET", "/v1/scrape-queue/next"))["queue_id"])
    ids["run"] = (await did("POST", "/jobs/run-pipeline"))["run_id"]
    await did("POST", "/v1/pipeline-runs/take")
    return ids


def _queue(path: str) -> tuple[Case, ...]:
    at = {"queue_id": "queue_number"}
    held = f"POST {path}/{{queue_id}}"
    return (
        Case(f"GET {path}/status", OWN, everybodys=True),
        Case(f"PATCH {path}/{{queue_id}}", json={"priority": 1}, at=at),
        Case(f"{held}/jobs", json={"platform": "dice", "jobs": [posting(2)]}, at=at),
        Case(f"{held}/fail", json={"error": "no", "platform": "indeed"}, at=at),
        Case(f"{held}/complete", json={}, at=at),
        Case(f"GET {path}/next", OWN, everybodys=True),
    )


_ONE = "/v1/candidates/{candidate_id}"
_CV = cv_files.txt()
CASES: tuple[Case, ...] = (
    # Everybody's: the queue, its categories and rounds know no tenant. A round that a key has is that key's.
    Case("GET /v1/categories", OWN),
    Case("GET /v1/categories/{slug}", OWN),
    Case("POST /v1/categories", json={"slug": "own_2", "name": "Own"}),
    Case("PUT /v1/categories/{slug}", json={"name": "Own"}),
    Case("DELETE /v1/categories/{slug}"),
    *_queue("/v1/scrape-queue"),
    *_queue("/api/scrape-queue"),
    # A person, and all about them.
    Case("GET /v1/candidates", OWN),
    Case("POST /v1/candidates", OWN, json=OTHER),
    Case(f"GET {_ONE}"),
    Case(f"PATCH {_ONE}", json={"headline": "Thief"}),
    Case(f"POST {_ONE}/approve"),
    Case(f"POST {_ONE}/consent", json={"automated_matching": True}),
    Case(f"GET {_ONE}/cv"),
    Case(f"GET {_ONE}/cv/file"),
    Case(f"POST {_ONE}/cv", content=_CV),
    Case(f"PUT {_ONE}/cv/draft", json={"titles": ["Thief"]}),
    Case(f"GET {_ONE}/export"),
    Case("GET /v1/erasures", OWN),
    Case("GET /v1/erasures/{erasure_id}"),
    Case(f"DELETE {_ONE}"),
    # Theirs, under the same name.
    Case(f"PUT {_ONE}", OWN, json={"headline": "Somebody else"}),
    Case("POST /v1/jobs", OWN, json=posting(1), headers=AGAIN),
    Case("GET /v1/jobs/{ingest_id}"),
    Case("POST /v1/preview/posting", OWN, json={"posting": posting(1)}),
    Case("POST /v1/preview/cv", OWN, json={"text": "Nurse in Porto"}),
    Case("POST /v1/imports", OWN, content=FILE, headers=AGAIN),
    Case("GET /v1/imports", OWN),
    Case("GET /v1/imports/stats", OWN),
    Case("GET /v1/imports/{import_id}"),
    Case("GET /v1/imports/{import_id}/failures"),
    Case("POST /api/jobs/import", OWN, content=FILE, headers=AGAIN),
    Case("GET /api/jobs/batches", OWN),
    Case("GET /api/jobs/batches/{batch_id}"),
    Case("GET /api/jobs/stats", OWN),
    Case("GET /v1/keys", OWN),
    Case("GET /v1/keys", query={"tenant_id": "acme"}),
    Case("POST /v1/keys", OWN, json={"name": "Own"}),
    Case("POST /v1/keys", json={"name": "Own"}, query={"tenant_id": "acme"}),
    Case("DELETE /v1/keys/{key_id}"),
    Case("GET /api/pm-admin/scraper-keys"),
    Case("POST /api/pm-admin/scraper-keys", json={"name": "Own"}),
    Case("DELETE /api/pm-admin/scraper-keys/{key_id}", at={"key_id": "scraper_key_id"}),
    Case("GET /v1/tenant", OWN),
    Case("PATCH /v1/tenant", OWN, json={"remote_only": True}),
    Case("GET /v1/tenants", everybodys=True),
    Case("POST /v1/tenants", json={"tenant_id": f"{STRANGERS}-2"}),
    Case("GET /v1/tenants/{tenant_id}"),
    Case("PATCH /v1/tenants/{tenant_id}", json={"remote_only": True}),
    Case("DELETE /v1/tenants/{tenant_id}"),
    Case("GET /v1/pipeline-runs/{run_id}", OWN, at={"run_id": "run"}),
    Case("POST /v1/pipeline-runs/{run_id}/done", json={"roles": 1}, at={"run_id": "run"}),
    Case("POST /jobs/run-pipeline", OWN),
    Case("POST /v1/pipeline-runs/take", OWN),
)
