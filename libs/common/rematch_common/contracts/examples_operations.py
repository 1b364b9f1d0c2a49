"""Examples of what is around people and matches: tenants, keys, alerts and receipts; a full and a minimal one each."""

from datetime import UTC, datetime

from rematch_common.contracts.examples_jobs import SEEN
from rematch_common.contracts.operations import Alert, ErasureReceipt
from rematch_common.contracts.tenants import AccessKey, KeyUsed, Limits, OwnSkill, TenantSettings, VerdictChoice

TENANTS = (
    TenantSettings(
        tenant_id="demo",
        version=2,
        name="Demo",
        active=True,
        scoring_profile="default",
        min_score=50,
        max_matches_per_candidate=100,
        max_matches_per_posting=50,
        own_topic=False,
        weights={"skills": 0.5, "salary": 0.0},
        blocked_companies=("Rival Staffing",),
        preferred_industries=("Software",),
        platforms=("lever", "dice"),
        remote_only=False,
        wanted_locations=("Berlin", "Remote"),
        excluded_locations=("Overseas",),
        wanted_titles=("Data Engineer",),
        excluded_titles=("Sales Manager",),
        salary_floor=80_000,
        salary_currency="USD",
        max_posting_age_days=30,
        own_skills=(OwnSkill(id="snowpark", aliases=("Snow Park",)),),
        verdicts=VerdictChoice(on=True, top=5, ceiling=0, weight=0.42, calls_per_day=2_000, usd_per_day=1.5),
        updated_at=SEEN,
    ),
    TenantSettings(tenant_id="other", version=1),
)
KEYS = (
    AccessKey(
        key_id="7f3a91c04e5d",
        tenant_id="demo",
        name="scrapers",
        scopes=("postings:write", "matches:read"),
        sha256="4f1c6d0b9a8e7f6d5c4b3a29181706f5e4d3c2b1a09f8e7d6c5b4a3928170615",
        limits=Limits(requests_per_minute=600, postings_per_day=1_000_000, candidates_per_day=10_000),
        created_at=SEEN,
        expires_at=datetime(2027, 2, 1, tzinfo=UTC),
        revoked_at=datetime(2026, 6, 1, tzinfo=UTC),
    ),
    AccessKey(key_id="k-01", tenant_id="demo", scopes=(), sha256="0" * 64, created_at=SEEN),
)
ALERTS = (
    Alert(
        source="dedup",
        kind="poison_flood",
        severity="critical",
        text="Twenty records in a row could not be handled: the consumer is paused.",
        subject="raw-jobs/3",
        first_at=SEEN,
        resolved_at=datetime(2026, 2, 1, 10, 12, tzinfo=UTC),
        tenant_id="demo",
    ),
    Alert(
        source="ingest", kind="disk_low", severity="warning", text="Less than 5 % of the disk is left.", first_at=SEEN
    ),
)
RECEIPTS = (
    ErasureReceipt(
        erasure_id="e-2026-02-01-1",
        store="match",
        done_at=SEEN,
        counts={"matches": 12, "vectors": 1},
        tenant_id="demo",
        candidate_id="c-1",
        version=4,
        gone_by=datetime(2026, 2, 16, tzinfo=UTC),
    ),
    ErasureReceipt(erasure_id="e-2026-02-01-2", store="notify", done_at=SEEN),
)
USES = (
    KeyUsed(
        key_id="7f3a91c04e5d", teller="match/0f8a4c1e9b7d4c22a5d3e6f7081929aa", number=12, requests=340, last_at=SEEN
    ),
    KeyUsed(key_id="k-01", teller="notify/1", number=1, requests=1, last_at=SEEN),
)
