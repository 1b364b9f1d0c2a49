"""Every topic: what travels on it, under which key, how long it stays, who writes and who reads it (`apps`: anyone)."""

from dataclasses import replace

from rematch_common.contracts import limits
from rematch_common.contracts.candidates import CandidateChanged
from rematch_common.contracts.embedded import CandidateEmbedded, JobEmbedded
from rematch_common.contracts.feedback import MatchFeedback, MatchShown
from rematch_common.contracts.jobs import JobClosed, JobPublished, JobUpdated
from rematch_common.contracts.matches import MatchFound, MatchUpdated, MatchWithdrawn
from rematch_common.contracts.operations import Alert, CrawlReport, ErasureReceipt
from rematch_common.contracts.outcomes import IngestOutcome
from rematch_common.contracts.raw_job import RawJob
from rematch_common.contracts.tenants import AccessKey, KeyUsed, TenantSettings
from rematch_common.contracts.topic import SERVICES, Topic, base_topic

RAW_JOBS = Topic(
    name="raw-jobs",
    models=(RawJob,),
    key="any; source:external_id advised",
    cleanup="delete",
    retention_days=7,
    producers=("scrapers", "ingest"),
    consumers=("dedup",),
    description="Postings as platforms show them.",
    max_message_bytes=limits.MAX_RAW_MESSAGE_BYTES,
    max_record_bytes=limits.MAX_RAW_BYTES,
)
RAW_JOBS_BULK = replace(
    RAW_JOBS,
    name="raw-jobs-bulk",
    producers=("scrapers", "ingest"),
    description="Postings of large imports, read while raw-jobs is quiet.",
)
DEDUPED_JOBS = Topic(
    name="deduped-jobs",
    models=(JobPublished, JobUpdated, JobClosed),
    key="job_id",
    cleanup="compact",
    retention_days=None,
    producers=("dedup",),
    consumers=("embed", "notify", "apps"),
    description="Real openings, one key each, however many ads they have.",
    tombstones=True,
)
INGEST_OUTCOMES = Topic(
    name="ingest-outcomes",
    models=(IngestOutcome,),
    key="ingest_id, else source:external_id, else topic/partition/offset of the raw record",
    cleanup="delete",
    retention_days=7,
    producers=("dedup",),
    consumers=("ingest",),
    description="What became of every raw posting.",
)
CANDIDATE_PROFILES = Topic(
    name="candidate-profiles",
    models=(CandidateChanged,),
    key="tenant_id/candidate_id",
    cleanup="compact",
    retention_days=None,
    producers=("ingest",),
    consumers=("embed",),
    description="People as matching sees them.",
    tombstones=True,
    people=True,
)
CANDIDATE_PROFILES_BULK = replace(
    CANDIDATE_PROFILES,
    name="candidate-profiles-bulk",
    producers=("ingest",),
    description="People of large imports, read while candidate-profiles and deduped-jobs are quiet.",
)
EMBEDDED_JOBS = replace(
    DEDUPED_JOBS,
    name="embedded-jobs",
    models=(JobEmbedded, JobClosed),
    producers=("embed",),
    consumers=("match", "apps"),
    description="Openings with the vectors of their text.",
)
EMBEDDED_CANDIDATES = replace(
    CANDIDATE_PROFILES,
    name="embedded-candidates",
    models=(CandidateEmbedded,),
    producers=("embed",),
    consumers=("match",),
    description="People with the vectors of their text.",
)
MATCHES = Topic(
    name="matches",
    models=(MatchFound, MatchUpdated, MatchWithdrawn),
    key="tenant_id/candidate_id/job_id",
    cleanup="compact",
    retention_days=None,
    producers=("match",),
    consumers=("notify", "apps"),
    description="People and openings that fit, how well, and why.",
    tombstones=True,
    people=True,
)
MATCH_FEEDBACK = Topic(
    name="match-feedback",
    models=(MatchFeedback, MatchShown),
    untyped=MatchFeedback,
    key="tenant_id/candidate_id/job_id",
    cleanup="delete",
    retention_days=400,
    producers=("match", "notify", "apps"),
    consumers=("match",),
    description="How people took their matches, and which of them messages have shown them.",
    people=True,
)
TENANTS = Topic(
    name="tenants",
    models=(TenantSettings,),
    key="tenant_id",
    cleanup="compact",
    retention_days=None,
    producers=("ingest",),
    consumers=("match",),
    description="What every tenant has chosen.",
    partitions=1,
    embedded_partitions=1,
    tombstones=True,
    broadcast=True,
)
ACCESS_KEYS = replace(
    TENANTS,
    name="access-keys",
    models=(AccessKey,),
    key="key_id",
    consumers=("ingest", "dedup", "embed", "match", "notify"),
    description="Access keys: hashes, scopes and limits, never a secret.",
)
ALERTS = Topic(
    name="alerts",
    models=(Alert,),
    key="source of the alert",
    cleanup="delete",
    retention_days=30,
    producers=SERVICES,
    consumers=("notify",),
    description="What an operator should know.",
    partitions=1,
    embedded_partitions=1,
)
CRAWL_REPORTS = replace(
    ALERTS,
    name="crawl-reports",
    models=(CrawlReport,),
    key="source",
    producers=("scrapers", "ingest"),
    consumers=("dedup",),
    description="Crawls that ended, and how complete they were.",
)
ERASURE_RECEIPTS = replace(
    ALERTS,
    name="erasure-receipts",
    models=(ErasureReceipt,),
    key="erasure_id",
    retention_days=400,
    producers=("ingest", "embed", "match", "notify"),
    consumers=("ingest", "notify"),
    followers=("embed",),
    description="Which store has forgotten what it was asked to forget.",
)
KEY_USES = replace(
    ALERTS,
    name="key-uses",
    models=(KeyUsed,),
    key="key_id",
    retention_days=7,
    producers=("dedup", "embed", "match", "notify"),
    consumers=("ingest",),
    description="How often an access key was let in elsewhere than at ingest.",
)
# fmt: off
TOPICS = (
    RAW_JOBS, RAW_JOBS_BULK, DEDUPED_JOBS, INGEST_OUTCOMES, CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK, EMBEDDED_JOBS,
    EMBEDDED_CANDIDATES, MATCHES, MATCH_FEEDBACK, TENANTS, ACCESS_KEYS, CRAWL_REPORTS, ALERTS, ERASURE_RECEIPTS,
    KEY_USES,
)
# fmt: on
_PEOPLE = frozenset(topic.name for topic in TOPICS if topic.people)


def about_people(topic_name: str) -> bool:
    """Also of the topics that stand beside one: of dead letters, of retries, of a model that is being introduced."""
    return base_topic(topic_name).partition(".")[0] in _PEOPLE
