"""Every way to break docker-compose.yml here is found, and the sentence names the thing."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from rematch_devstack.deploycheck.compose import check_compose
from rematch_devstack.deploycheck.knowledge import Knowledge
from tests.unit.deploy.conftest import Break, title

COMPOSE, CORE = "docker-compose.yml", "deploy/compose/core.env"
BREAKS = [
    ("\n  dedup:\n", "\n  dedupe:\n", "has no service dedup"),
    ("REMATCH_LOG_LEVEL: ${", "REMATCH_LOGLEVEL: ${", "service ingest sets REMATCH_LOGLEVEL"),
    (
        "REMATCH_QDRANT_URL: http://qdrant:6333\n      REMATCH_EMBED",
        "REMATCH_DATA_DIR: /data\n      REMATCH_EMBED",
        "service match doesn't set REMATCH_QDRANT_URL",
    ),
    ("http://qdrant:6333", "http://vectors:6333", "service match looks for vectors (REMATCH_QDRANT_URL)"),
    ("${REMATCH_INGEST_PASSWORD}@postgres", "x@database", "service ingest looks for database (REMATCH_DATABASE_URL)"),
    ("127.0.0.1:8001:8001", "127.0.0.1:8001:8000", "service ingest publishes 127.0.0.1:8001:8000"),
    ("127.0.0.1:9090:9090", "9090:9090", "service prometheus publishes 9090:9090 to other machines"),
    (
        "setup: {condition: service_completed",
        "set-up: {condition: service_completed",
        "service ingest depends on set-up",
    ),
    ("setup: {condition: service_completed", "setup: {state: service_completed", "uses `state`, which is no word"),
    ("service_completed_successfully", "service_complete", "depends_on.setup.condition: Input should be"),
    ("qdrant: {condition: service_started", "qdrant: {condition: service_healthy", "qdrant has no healthcheck"),
    ("console: {condition: service_healthy", "setup: {condition: service_healthy", "setup has no healthcheck"),
    ("grafana: {condition: service_started, required: false", "grafana: {condition: service_started", "all of its pro"),
    ("    healthcheck:\n", "    healtcheck:\n", "service kafka uses `healtcheck`"),
    ("    healthcheck:\n      # Starts", "    labels:\n      # Starts", "service kafka uses `labels`"),
    ("interval: 60s", "interval: 60", "service kafka has healthcheck.interval: Input should be a valid string (60)"),
    ("\nvolumes:\n", "\nvolume:\n", "uses `volume`"),
    ("SERVICE: embed", "SERVICE: match", "service embed builds SERVICE=match"),
    ("image: rematch/embed:", "image: rematch/match:", "service embed runs rematch/match:0.1.0"),
    ("qdrant/qdrant:v1.19.1", "qdrant/qdrant", "service qdrant runs qdrant/qdrant, which names no version"),
    ("qdrant/qdrant:v1.19.1", "registry:5000/qdrant", "which names no version"),
    ("    mem_limit: 1g\n", "", "service kafka has no mem_limit"),
    ("  pids_limit: 512\n", "", "service postgres has no pids_limit"),
    ("  profiles: [core, full]\n", "", "service dedup has no profiles"),
    ("read_only: true\n  tmpfs", "read_only: false\n  tmpfs", "service setup has read_only False, not True"),
    ("cap_drop: [ALL]", "cap_drop: [NET_RAW]", "service embed has cap_drop ['NET_RAW']"),
    ("tmpfs: [/tmp, ", "tmpfs: [", "service match has no tmpfs at /tmp"),
    ("stop_grace_period: 40s", "stop_grace_period: 20s", "service match has 20s to finish"),
    ("qdrant:/qdrant/storage", "vectors:/qdrant/storage", "mounts the volume vectors, which is not declared"),
    ("observability/otel:", "observability/hotel:", "mounts ./deploy/observability/hotel, which is not there"),
    ("/etc/otel:ro", "/etc/otel", "service otel may write to ./deploy/observability/otel"),
    ("deploy/compose/${COMPOSE_PROFILES:", "deploy/composed/${COMPOSE_PROFILES:", "reads deploy/composed/core.env, wh"),
    ("name: rematch\n", "name: ${PROJECT}\n", "uses ${PROJECT}, which .env.example doesn't set"),
    ("name: rematch\n", "name: [\n", "is not YAML"),
]
CASES = [
    *(Break(COMPOSE, old, new, says) for old, new, says in BREAKS),
    Break(CORE, "OTLP_ENDPOINT=", "OTPL_ENDPOINT=", "sets REMATCH_OTPL_ENDPOINT, and no settings know that"),
    Break(CORE, ":29092", ":29092 grafana=http://localhost:3000", "core.env, which tells of the port 3000"),
    Break(".env.example", "REMATCH_VERSION=0.1.0", "REMATCH_VERSION=0.0.9", "but the workspace is at"),
]


def test_the_committed_file_is_sound(copy: Path, known: Mapping[str, Knowledge]) -> None:
    started, problems = check_compose(copy, known)
    assert (started, problems) == (len(known) + 9, [])


@pytest.mark.parametrize("case", CASES, ids=title)
def test_a_break_is_named(copy: Path, known: Mapping[str, Knowledge], case: Break) -> None:
    case.apply(copy)
    _, problems = check_compose(copy, known)
    assert case.says in "\n".join(map(str, problems))


def test_an_unset_password_is_named(copy: Path, known: Mapping[str, Knowledge]) -> None:
    Break(".env.example", "REMATCH_DEDUP_PASSWORD=dev-only-dedup", "REMATCH_DEDUP_PASSWORD=", "").apply(copy)
    _, problems = check_compose(copy, known)
    assert [str(problem) for problem in problems] == [
        "docker-compose.yml: uses ${REMATCH_DEDUP_PASSWORD}, which .env.example doesn't set"
    ]
