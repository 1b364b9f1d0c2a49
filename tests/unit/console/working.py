"""What the services say to the working pages, hostile wherever somebody else writes it."""

from tests.unit.console.desk import Desk

HOSTILE = "</textarea><script>alert(1)</script>\u202e" + "x" * 10_000
ROLE = {
    "queue_id": 7, "role": HOSTILE, "status": "failed", "priority": 0, "candidate_count": 3, "total_jobs_found": 0,
    "platforms_status": {"indeed": "failed"}, "last_scraped_at": None, "last_error": "<b>no</b>",
}  # fmt: skip
QUEUE = {
    "queue_stats": {"total_roles": 1, "pending": 0, "scraping": 0, "failed": 1},
    "processing_queue": {"pending": 0, "received_today": 0},
    "recent_activity": [ROLE],
}
IMPORT = {
    "import_id": "e26eb71b-3afc-5aa5-8c14-4af8362a33bc", "state": "deciding", "name": HOSTILE, "total": 2, "read": 2,
    "published": 1, "new": 0, "duplicate": 0, "updated": 0, "failed": 1, "progress": 0.5, "problem": None,
}  # fmt: skip
KEY = {
    "id": "3cc0511abd15", "kind": "tenant", "name": HOSTILE, "key_prefix": "rmk_3cc0511abd15", "scopes": ["admin"],
    "total_requests": 1, "is_active": True, "last_used_at": None, "expires_at": None, "revoked_at": None,
}  # fmt: skip
PICK = {
    "job_id": "j", "job": {"title": HOSTILE, "company": HOSTILE}, "candidate_id": HOSTILE, "score": 83.2, "grade": "A",
    "matched_skills": [HOSTILE], "missing_skills": ["sql"], "explanation": {"summary": HOSTILE},
    "factors": [{"name": "skills", "score": 90.0, "weight": 0.4, "note": HOSTILE}],
}  # fmt: skip
ARM = {"name": "a", "share": 1.0, "blend": {}, "prompt": None}
LISTS = (
    ("ingest", "GET /v1/scrape-queue/status"),
    ("ingest", "GET /v1/imports"),
    ("ingest", "GET /v1/keys"),
    ("match", "GET /v1/experiments"),
)
PREVIEW = {
    "count": 1,
    "looked_at": 5,
    "cut_off": False,
    "used": ["skills"],
    "note": None,
    "read": {},
    "matches": [PICK],
}
DEDUP = {
    "outcome": "ad_of_opening",
    "why": {"stage": "text_hash", "evidence": {"agree": ["company"]}},
    "opening": {
        "title": HOSTILE, "company": "Oven", "ads": 2,
        "like": {"source": "board", "external_id": "7", "title": HOSTILE, "url": "javascript:alert(1)"},
    },
    "merged": [],
    "read": {
        "title": HOSTILE,
        "description": HOSTILE,
        "skills": [{"id": "sql", "importance": "required", "evidence": HOSTILE}],
    },
}  # fmt: skip


def harmless(page: str) -> bool:
    return "<script>alert" not in page and "javascript:alert" not in page and "<b>no" not in page


def answering(at: Desk) -> Desk:
    posting = {"accepted": True, "record": {}}
    cv = {
        "text": HOSTILE,
        "fields": {},
        "evidence": [{"field": "skills", "value": HOSTILE, "line": 1, "text": HOSTILE}],
    }
    at.services.answers |= {
        ("ingest", "GET /v1/scrape-queue/status"): QUEUE,
        ("ingest", "PATCH /v1/scrape-queue/7"): {**ROLE, "priority": 3},
        ("ingest", "GET /v1/imports"): {"imports": [IMPORT], "next": "c"},
        ("ingest", f"GET /v1/imports/{IMPORT['import_id']}"): IMPORT,
        ("ingest", f"GET /v1/imports/{IMPORT['import_id']}/failures"): {
            "failed": 1, "listed_at_most": 1000, "next": None,
            "failures": [{"line": 2, "reason": HOSTILE, "field": "source"}],
        },
        ("ingest", "GET /v1/keys"): {"keys": [KEY]},
        ("ingest", "POST /v1/keys"): {**KEY, "api_key": "rmk_7f3a91c04e5d_once"},
        ("ingest", "DELETE /v1/keys/3cc0511abd15"): {"message": "stored"},
        ("ingest", "POST /v1/preview/posting"): posting,
        ("ingest", "POST /v1/preview/cv"): cv,
        ("dedup", "POST /v1/preview"): DEDUP,
        ("match", "POST /v1/preview"): PREVIEW,
        ("match", "GET /v1/experiments"): {"experiments": [{"name": HOSTILE, "running": True, "arms": [ARM]}]},
    }  # fmt: skip
    return at
