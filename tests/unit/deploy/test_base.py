"""Every way to break the kustomize base here is found, and the sentence names the object and the rule."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from rematch_devstack.deploycheck.cluster import check_base
from rematch_devstack.deploycheck.knowledge import Knowledge
from tests.unit.deploy.conftest import Break, title

BASE = "deploy/k8s/base"
BREAKS = [
    ("kustomization.yaml", "  - dedup.yaml\n", "", "service dedup has no Deployment"),
    ("kustomization.yaml", "dedup.yaml", "dedupe.yaml", "names dedupe.yaml, which is not there"),
    ("kustomization.yaml", "  - embed.yaml\n", "  - embed.yaml\n  - embed.yaml\n", "two objects ServiceAccount/embed"),
    ("kustomization.yaml", "namespace: rematch", "namePrefix: x-", "uses `namePrefix`, which this check can't render"),
    ("kustomization.yaml", "includeTemplates", "includeSelectors", "puts labels on selectors"),
    ("kustomization.yaml", "REMATCH_LOG_LEVEL=", "REMATCH_LOGLEVEL=", "Deployment/dedup sets REMATCH_LOGLEVEL"),
    (
        "kustomization.yaml",
        "REMATCH_QDRANT_URL=",
        "REMATCH_DATA_DIR=",
        "Deployment/match doesn't set REMATCH_QDRANT_URL",
    ),
    (
        "kustomization.yaml",
        "- name: rematch-match",
        "- name: qdrant",
        "reads the ConfigMap rematch-match, which is not",
    ),
    ("ingest.yaml", "replicas: 2", "replicaCount: 2", "Deployment/ingest is refused by Kubernetes"),
    ("ingest.yaml", "replicas: 2", 'replicas: "2"', "spec.replicas: '2' is not of type"),
    ("ingest.yaml", "apps/v1", "apps/v1beta1", "no such kind in apiVersion apps/v1beta1"),
    ("ingest.yaml", "minAvailable: 1", "minAvailable: 2", "PodDisruptionBudget/ingest lets no node be drained"),
    (
        "ingest.yaml",
        "kind: ServiceAccount\nmetadata:\n  name: ingest",
        "kind: ServiceAccount\nmetadata:\n  name: in",
        "Deployment/ingest has no ServiceAccount of its own (ingest)",
    ),
    ("dedup.yaml", "port: 8002", "port: 8003", "Service/dedup doesn't lead port 8002"),
    ("dedup.yaml", "containerPort: 8002", "containerPort: 8003", "Deployment/dedup doesn't open the port http, 8002"),
    ("dedup.yaml", "app.kubernetes.io/name: dedup", "app.kubernetes.io/name: dup", "Service/dedup selects labels"),
    (
        "dedup.yaml",
        "matchLabels:\n      app.kubernetes.io/name: dedup",
        "matchLabels:\n      app.kubernetes.io/name: dup",
        "Deployment/dedup selects labels",
    ),
    ("dedup.yaml", "rematch/dedup:0.1.0", "rematch/dedup:latest", "runs rematch/dedup:latest, which names no version"),
    ("dedup.yaml", "rematch/dedup:0.1.0", "rematch/match:0.1.0", "runs rematch/match:0.1.0, not rematch/dedup"),
    ("dedup.yaml", "path: /readyz", "path: /healthz", "Deployment/dedup has no readinessProbe"),
    ("dedup.yaml", "failureThreshold: 100", "failureThreshold: 3", "startupProbe that gives up"),
    (
        "dedup.yaml",
        "terminationGracePeriodSeconds: 60",
        "terminationGracePeriodSeconds: 20",
        "less than 60 s to finish",
    ),
    (
        "dedup.yaml",
        "key: migrations-url",
        "key: migrations-url\n            - name: REMATCH_DATABSE_URL\n              value: x",
        "Deployment/dedup sets REMATCH_DATABSE_URL",
    ),
    (
        "dedup.yaml",
        "- name: REMATCH_MIGRATIONS_URL\n              valueFrom:\n                secretKeyRef:\n"
        "                  name: rematch-database\n                  key: migrations-url",
        "- name: REMATCH_MIGRATIONS_URL\n              value: secret",
        "REMATCH_MIGRATIONS_URL as a value",
    ),
    ("embed.yaml", "runAsNonRoot: true", "runAsNonRoot: false", "Deployment/embed may run as root"),
    ("embed.yaml", "runAsUser: 10001", "runAsUser: 0", "has no user other than root"),
    ("embed.yaml", "type: RuntimeDefault", "type: Unconfined", "has no seccompProfile RuntimeDefault"),
    (
        "embed.yaml",
        "allowPrivilegeEscalation: false",
        "allowPrivilegeEscalation: true",
        "embed that may gain privileges",
    ),
    ("embed.yaml", "drop: [ALL]", "drop: [NET_RAW]", "keeps capabilities"),
    ("embed.yaml", "drop: [ALL]", "drop: [ALL]\n              add: [SYS_PTRACE]", "keeps capabilities"),
    (
        "embed.yaml",
        "readOnlyRootFilesystem: true",
        "readOnlyRootFilesystem: false",
        "may write to its root file system",
    ),
    ("embed.yaml", "mountPath: /tmp", "mountPath: /temp", "has no emptyDir at /tmp"),
    ("embed.yaml", "      enableServiceLinks: false\n", "", "environment names of other Services"),
    ("embed.yaml", "      automountServiceAccountToken: false\n", "", "mounts a token for the cluster's API"),
    ("embed.yaml", "              memory: 1536Mi\n", "              cpu: 2\n", "has no resources.limits.memory"),
    (
        "embed.yaml",
        "emptyDir:\n            sizeLimit: 256Mi\n        - name: data",
        "hostPath:\n            path: /x\n        - name: data",
        "a volume of the kind hostPath",
    ),
    ("topics.yaml", "runAsNonRoot: true", "runAsNonRoot: false", "Job/topics may run as root"),
    ("topics.yaml", 'value: "3"', 'value: "1"', "Job/topics doesn't set REMATCH_TOPIC_REPLICATION to 3 or more"),
    ("topics.yaml", "REMATCH_TOPIC_REPLICATION", "REMATCH_REPLICATION", "Job/topics doesn't set REMATCH_TOPIC_REPL"),
    ("kustomization.yaml", "  - topics.yaml\n", "", "no Job/topics makes the topics"),
    ("network.yaml", "policyTypes: [Ingress, Egress]", "policyTypes: [Ingress]", "no NetworkPolicy denies everything"),
    ("namespace.yaml", "enforce: restricted", "enforce: baseline", "no Namespace enforces"),
]
CASES = [Break(f"{BASE}/{file}", old, new, says) for file, old, new, says in BREAKS]


def test_the_committed_base_is_sound(copy: Path, known: Mapping[str, Knowledge]) -> None:
    count, problems = check_base(copy, known)
    assert problems == []
    assert count > 5 * 3


@pytest.mark.parametrize("case", CASES, ids=title)
def test_a_break_is_named(copy: Path, known: Mapping[str, Knowledge], case: Break) -> None:
    case.apply(copy)
    _, problems = check_base(copy, known)
    assert case.says in "\n".join(map(str, problems))


def test_a_second_replica_without_a_budget_is_named(copy: Path, known: Mapping[str, Knowledge]) -> None:
    Break(f"{BASE}/notify.yaml", "replicas: 1", "replicas: 3", "").apply(copy)
    _, problems = check_base(copy, known)
    assert [problem.what for problem in problems] == ["service notify has 3 replicas and no PodDisruptionBudget"]
