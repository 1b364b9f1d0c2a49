"""Examples of people, matches and what is said of them: for every record a full and a minimal one."""

from datetime import UTC, datetime
from typing import Any

from rematch_common.contracts.candidates import CandidateChanged, CandidateSkill
from rematch_common.contracts.embedded import CandidateEmbedded
from rematch_common.contracts.examples_jobs import JOB, LINEAGE, OTHER_JOB, SEEN, TEXT_HASH, vector
from rematch_common.contracts.feedback import MatchFeedback, MatchShown, Ratings
from rematch_common.contracts.matches import (
    ExperimentArm,
    Explanation,
    Factor,
    JobCard,
    MatchFound,
    MatchUpdated,
    MatchWithdrawn,
    Scoring,
    Verdict,
    match_id_of,
)

_PERSON: dict[str, Any] = {
    "tenant_id": "demo",
    "candidate_id": "c-1001",
    "version": 4,
    "status": "ready_for_assignment",
    "headline": "Backend engineer, energy and logistics",
    "summary": "Seven years of Python services on Kafka and PostgreSQL, two of them leading a team of four.",
    "titles": ("Senior Backend Engineer", "Platform Engineer"),
    "skills": (
        CandidateSkill(name="Python", years=7, primary=True),
        CandidateSkill(name="Apache Kafka", years=4),
        CandidateSkill(name="PostgreSQL"),
    ),
    "experience_years": 7,
    "location": "Bremen, Germany",
    "preferred_locations": ("Hamburg", "Bremen"),
    "remote": "ok",
    "relocate": False,
    "salary_min": 72000,
    "salary_max": 90000,
    "salary_currency": "EUR",
    "salary_period": "year",
    "employment_types": ("full_time",),
    "categories": ("software-engineering",),
    "automated_matching": True,
    "updated_at": datetime(2026, 1, 28, 8, 30, tzinfo=UTC),
}
_LEAST_PERSON: dict[str, Any] = {
    "tenant_id": "demo",
    "candidate_id": "c-1002",
    "version": 1,
    "status": "pending_review",
}
CHANGED = (CandidateChanged(**_PERSON), CandidateChanged(**_LEAST_PERSON))
EMBEDDED_CANDIDATES = (
    CandidateEmbedded(**_PERSON, embeddings=(vector(0.41),), text_hash=TEXT_HASH, lineage=LINEAGE),
    CandidateEmbedded(**_LEAST_PERSON, embeddings=(vector(0.59),), text_hash=TEXT_HASH),
)

_PAIR: dict[str, Any] = {
    "match_id": match_id_of("demo", "c-1001", JOB),
    "tenant_id": "demo",
    "candidate_id": "c-1001",
    "job_id": JOB,
}
_MATCH: dict[str, Any] = _PAIR | {
    "candidate_version": 4,
    "job_version": 1,
    "score": 83.5,
    "coverage": 0.9,
    "grade": "A",
    "recommended": True,
    "factors": (
        Factor(name="skills", score=82, weight=0.45, note="3 of 4 skills"),
        Factor(name="meaning", score=79, weight=0.25),
        Factor(name="location", score=90, weight=0.2, note="Hamburg is a preferred place"),
        Factor(name="seniority", score=0, weight=0.1, known=False, note="not stated"),
    ),
    "matched_skills": ("python", "kafka", "postgresql"),
    "missing_skills": ("go",),
    "explanation": Explanation(
        summary="A strong fit: three of four skills, and a preferred place.",
        strengths=("Seven years of Python", "Kafka in production"),
        gaps=("Go is asked for and not named",),
        recommendations=("Ask about Go",),
    ),
    "scoring": Scoring(profile="default", version=1),
    "job": JobCard(
        title="Senior Backend Engineer (Python/Go)",
        company="Nordlicht Energie GmbH",
        location="Hamburg, Germany",
        url="https://boards.example.com/nordlicht/jobs/4711",
        posted_at=datetime(2026, 1, 31, tzinfo=UTC),
        workplace="hybrid",
        also_in=("Berlin, Germany",),
    ),
    "occurred_at": SEEN,
    "lineage": LINEAGE.model_copy(update={"matched_at": datetime(2026, 2, 1, 10, 0, 0, 180_000, tzinfo=UTC)}),
}
_LEAST_MATCH: dict[str, Any] = {
    "match_id": match_id_of("demo", "c-1001", OTHER_JOB),
    "tenant_id": "demo",
    "candidate_id": "c-1001",
    "job_id": OTHER_JOB,
    "candidate_version": 4,
    "job_version": 1,
    "score": 52,
    "coverage": 0.4,
    "grade": "D",
    "recommended": False,
    "explanation": Explanation(summary="Little is known of this opening."),
    "scoring": Scoring(profile="default", version=1),
    "job": JobCard(title="Data Analyst", company="Harbour Analytics"),
    "occurred_at": SEEN,
}
_VERDICT = Verdict(score=85, reason="The experience is deep where it counts.", provider="local", model="judge-small")
_ARM = ExperimentArm(name="blend-2026-02", arm="half")
FOUND = (
    MatchFound(version=1, trigger="requested", verdict=_VERDICT, experiment=_ARM, **_MATCH),
    MatchFound(version=1, trigger="new_job", **_LEAST_MATCH),
)
MATCH_UPDATED = (
    MatchUpdated(version=2, trigger="verdict", verdict=_VERDICT, experiment=_ARM, **_MATCH),
    MatchUpdated(version=2, trigger="profile_changed", **_LEAST_MATCH),
)
WITHDRAWN = (
    MatchWithdrawn(version=3, reason="merged", merged_into=OTHER_JOB, occurred_at=SEEN, lineage=LINEAGE, **_PAIR),
    MatchWithdrawn(version=3, reason="below_threshold", **_PAIR),
)
FEEDBACK = (
    MatchFeedback(
        tenant_id="demo",
        candidate_id="c-1001",
        job_id=JOB,
        action="rated",
        ratings=Ratings(relevance=5, quality=4),
        reason="good_fit",
        actor="recruiter",
        occurred_at=SEEN,
    ),
    MatchFeedback(
        tenant_id="demo", candidate_id="c-1001", job_id=OTHER_JOB, action="viewed", actor="candidate", occurred_at=SEEN
    ),
)
SHOWN = (
    MatchShown(tenant_id="demo", candidate_id="c-1001", job_id=JOB, version=2, position=1, occurred_at=SEEN),
    MatchShown(tenant_id="demo", candidate_id="c-1001", job_id=OTHER_JOB, version=1, position=2, occurred_at=SEEN),
)
