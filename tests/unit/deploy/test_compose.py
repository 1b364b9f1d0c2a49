"""Every way to break docker-compose.yml here is found, and the sentence names the thing."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from rematch_devstack.deploycheck.compose import check_compose
from rematch_devstack.deploycheck.knowledge import Knowledge
from tests.unit.deploy.conftest import Break, title

BREAKS = [
    ("\n  dedup:\n", "\n  dedupe:\n", "has no service dedup"),
    ("REMATCH_LOG_LEVEL: ${", "REMATCH_LOGLEVEL: ${", "service ingest sets REMATCH_LOGLEVEL"),
    (
        "REMATCH_QDRANT_URL: http://qdrant:6333",
        "REMATCH_DATA_DIR: /data",
        "service match doesn't set REMATCH_QDRANT_URL",
    ),
    ("http://qdrant:6333", "http://vectors:6333", "service match looks for vectors (REMATCH_QDRANT_URL)"),
    ("${REMATCH_INGEST_PASSWORD}@postgres", "x@database", "service ingest looks for database (REMATCH_DATABASE_URL)"),
    ("127.0.0.1:8001:8001", "127.0.0.1:8001:8000", "service ingest publishes 127.0.0.1:8001:8000"),
    (
        "setup: {condition: service_completed",
        "set-up: {condition: service_completed",
        "service ingest depends on set-up",
    ),
    ("service_completed_successfully", "service_complete", "service ingest waits for setup to be service_complete"),
    ("qdrant: {condition: service_started", "qdrant: {condition: service_healthy", "qdrant has no healthcheck"),
    ("    healthcheck:\n", "    healtcheck:\n", "service kafka uses `healtcheck`"),
    ("\nvolumes:\n", "\nvolume:\n", "uses `volume`"),
    ("SERVICE: embed", "SERVICE: match", "service embed builds SERVICE=match"),
    ("image: rematch/embed:", "image: rematch/match:", "service embed runs rematch/match:0.1.0"),
    ("qdrant/qdrant:v1.19.1", "qdrant/qdrant", "service qdrant runs qdrant/qdrant, which names no version"),
    ("qdrant/qdrant:v1.19.1", "registry:5000/qdrant", "which names no version"),
    ("    mem_limit: 1g\n", "", "service kafka has no mem_limit"),
    ("qdrant:/qdrant/storage", "vectors:/qdrant/storage", "mounts the volume vectors, which is not declared"),
    ("name: rematch\n", "name: ${PROJECT}\n", "uses ${PROJECT}, which .env.example doesn't set"),
    ("name: rematch\n", "name: [\n", "is not YAML"),
]
CASES = [Break("docker-compose.yml", old, new, says) for old, new, says in BREAKS]


def test_the_committed_file_is_sound(copy: Path, known: Mapping[str, Knowledge]) -> None:
    started, problems = check_compose(copy, known)
    assert (started, problems) == (len(known) + 4, [])


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
