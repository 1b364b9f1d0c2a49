"""Every way to break the kustomize base here is found, and the sentence names the file, the object and the rule."""

from pathlib import Path

import pytest

from tests.unit.deploy.conftest import Break, Look, title

BASE = "deploy/k8s/base"
CONTAINER = "embed.yaml: Deployment/embed has a container embed that "
BREAKS = [
    ("kustomization.yaml", "  - dedup.yaml\n", "", "kustomization.yaml: service dedup has no Deployment"),
    ("kustomization.yaml", "dedup.yaml", "dedupe.yaml", "dedupe.yaml: names dedupe.yaml, which is not there"),
    ("kustomization.yaml", "  - embed.yaml\n", "  - embed.yaml\n  - embed.yaml\n", "two objects ServiceAccount/embed"),
    (
        "kustomization.yaml",
        "namespace: rematch\n",
        "namePrefix: x-\n",
        "uses `namePrefix`, which this check can't render",
    ),
    ("kustomization.yaml", "includeTemplates", "includeSelectors", "puts labels on selectors"),
    ("kustomization.yaml", "namespace: rematch\n", "", "dedup.yaml: Deployment/dedup is in no namespace"),
    (
        "kustomization.yaml",
        "REMATCH_LOG_LEVEL=",
        "REMATCH_LOGLEVEL=",
        "dedup.yaml: Deployment/dedup sets REMATCH_LOGLEVEL, which its settings don't know",
    ),
    (
        "kustomization.yaml",
        "REMATCH_QDRANT_URL=",
        "REMATCH_DATA_DIR=",
        "match.yaml: Deployment/match doesn't set REMATCH_QDRANT_URL",
    ),
    (
        "kustomization.yaml",
        "- name: rematch-match",
        "- name: q",
        "reads the ConfigMap rematch-match, which is not there",
    ),
    (
        "kustomization.yaml",
        "REMATCH_MIGRATE=false",
        "REMATCH_MIGRATE=true",
        "dedup.yaml: Deployment/dedup migrates its schema itself (REMATCH_MIGRATE is not false)",
    ),
    (
        "kustomization.yaml",
        "http://embed:8003\n  # It asks",
        "http://dedup:8002\n  # It asks",
        "match.yaml: Deployment/match is told REMATCH_EMBED_URL, and no NetworkPolicy lets it reach dedup:8002",
    ),
    (
        "kustomization.yaml",
        "rematch.svc:9093",
        "rematch.svc:9092",
        "Deployment/dedup is told REMATCH_KAFKA_BOOTSTRAP, and no NetworkPolicy lets it reach rematch-kafka-bootstrap",
    ),
    (
        "ingest.yaml",
        "replicas: 2",
        "replicaCount: 2",
        "ingest.yaml: Deployment/ingest is refused by Kubernetes 1.35: spec:",
    ),
    ("ingest.yaml", "replicas: 2", 'replicas: "2"', "spec.replicas: '2' is not of type"),
    ("ingest.yaml", "apps/v1", "apps/v1beta1", "is of no kind that Kubernetes 1.35 has in apiVersion apps/v1beta1"),
    ("ingest.yaml", "maxUnavailable: 1", "maxUnavailable: 0", "PodDisruptionBudget/ingest lets no node be drained"),
    (
        "ingest.yaml",
        "kind: PodDisruptionBudget\nmetadata:\n  name: ingest",
        "kind: PodDisruptionBudget\nmetadata:\n  name: in",
        "ingest.yaml: service ingest has no PodDisruptionBudget",
    ),
    (
        "ingest.yaml",
        "kind: ServiceAccount\nmetadata:\n  name: ingest",
        "kind: ServiceAccount\nmetadata:\n  name: in",
        "ingest.yaml: Deployment/ingest has no ServiceAccount of its own (ingest)",
    ),
    ("dedup.yaml", "port: 8002", "port: 8003", "dedup.yaml: Service/dedup doesn't lead port 8002"),
    ("dedup.yaml", "containerPort: 8002", "containerPort: 8003", "Deployment/dedup doesn't open the port http, 8002"),
    (
        "dedup.yaml",
        "spec:\n  selector:\n    app.kubernetes.io/name: dedup",
        "spec:\n  selector:\n    app.kubernetes.io/name: dup",
        "Service/dedup selects labels",
    ),
    (
        "dedup.yaml",
        "matchLabels:\n      app.kubernetes.io/name: dedup",
        "matchLabels:\n      app.kubernetes.io/name: dup",
        "Deployment/dedup selects labels that its pods don't have",
    ),
    ("dedup.yaml", "rematch/dedup:0.1.0", "rematch/dedup:latest", "runs rematch/dedup:latest, which names no version"),
    ("dedup.yaml", "rematch/dedup:0.1.0", "rematch/dedup", "runs rematch/dedup, which names no version"),
    ("dedup.yaml", "rematch/dedup:0.1.0", "rematch/match:0.1.0", "runs rematch/match:0.1.0, not rematch/dedup"),
    ("dedup.yaml", "path: /readyz", "path: /healthz", "Deployment/dedup has no readinessProbe that asks /readyz"),
    ("dedup.yaml", "failureThreshold: 100", "failureThreshold: 3", "startupProbe that gives up before 120 s"),
    (
        "dedup.yaml",
        "terminationGracePeriodSeconds: 60",
        "terminationGracePeriodSeconds: 20",
        "less than 60 s to finish",
    ),
    ("dedup.yaml", "seconds: 5\n", "seconds: 0\n", "stops before it is withdrawn"),
    ("dedup.yaml", "topologyKey: topology.kubernetes.io/zone", "topologyKey: rack", "doesn't spread its pods"),
    (
        "dedup.yaml",
        "value: rematch-dedup",
        "value: rematch-dedup\n            - name: REMATCH_DATABSE_URL\n              value: x",
        "Deployment/dedup sets REMATCH_DATABSE_URL",
    ),
    (
        "dedup.yaml",
        "- name: REMATCH_KAFKA_USERNAME",
        "- name: REMATCH_KAFKA_PASSWORD",
        "holds REMATCH_KAFKA_PASSWORD as a value",
    ),
    ("dedup.yaml", "- name: REMATCH_KAFKA_USERNAME", "- name: REMATCH_MIGRATIONS_URL_FILE", "which is the job's alone"),
    ("embed.yaml", "runAsNonRoot: true", "runAsNonRoot: false", "embed.yaml: Deployment/embed may run as root"),
    ("embed.yaml", "runAsUser: 10001", "runAsUser: 0", "has no user other than root"),
    ("embed.yaml", "type: RuntimeDefault", "type: Unconfined", "has no seccompProfile RuntimeDefault"),
    (
        "embed.yaml",
        "      containers:\n",
        "      hostNetwork: true\n      containers:\n",
        "uses the host's network (hostNetwork)",
    ),
    (
        "embed.yaml",
        "containerPort: 8003",
        "containerPort: 8003\n              hostPort: 8003",
        "takes the host's port 8003",
    ),
    (
        "embed.yaml",
        "path: /readyz\n",
        "path: /readyz\n              host: example.org\n",
        "asks another host (readinessProbe)",
    ),
    (
        "embed.yaml",
        "allowPrivilegeEscalation: false",
        "allowPrivilegeEscalation: true",
        CONTAINER + "may gain privileges",
    ),
    (
        "embed.yaml",
        "allowPrivilegeEscalation: false",
        "allowPrivilegeEscalation: false\n            procMount: Unmasked",
        CONTAINER + "changes procMount",
    ),
    (
        "embed.yaml",
        "allowPrivilegeEscalation: false",
        "allowPrivilegeEscalation: false\n            runAsUser: 0",
        CONTAINER + "changes runAsUser",
    ),
    ("embed.yaml", "drop: [ALL]", "drop: [NET_RAW]", CONTAINER + "keeps capabilities"),
    ("embed.yaml", "drop: [ALL]", "drop: [ALL]\n              add: [SYS_PTRACE]", CONTAINER + "keeps capabilities"),
    (
        "embed.yaml",
        "readOnlyRootFilesystem: true",
        "readOnlyRootFilesystem: false",
        CONTAINER + "may write to its root",
    ),
    ("embed.yaml", "mountPath: /tmp", "mountPath: /temp", CONTAINER + "has no emptyDir at /tmp"),
    ("embed.yaml", "      enableServiceLinks: false\n", "", "environment names of other Services"),
    ("embed.yaml", "      automountServiceAccountToken: false\n", "", "mounts a token for the cluster's API"),
    (
        "embed.yaml",
        "              memory: 1536Mi\n",
        "              cpu: 2\n",
        CONTAINER + "has no resources.limits.memory",
    ),
    (
        "embed.yaml",
        "            sizeLimit: 256Mi\n",
        "            medium: Memory\n",
        "an emptyDir without a sizeLimit (volumes, tmp)",
    ),
    (
        "embed.yaml",
        "emptyDir:\n            sizeLimit: 256Mi",
        "hostPath:\n            path: /x",
        "a volume of the kind hostPath",
    ),
    ("setup.yaml", "runAsNonRoot: true", "runAsNonRoot: false", "setup.yaml: Job/setup may run as root"),
    ("setup.yaml", "drop: [ALL]", "drop: []", "Job/setup has a container topics that keeps capabilities"),
    ("setup.yaml", 'value: "3"', 'value: "2"', "Job/setup doesn't set REMATCH_TOPIC_REPLICATION to 3 or more"),
    (
        "setup.yaml",
        "command: [rematch, topics]",
        "command: [rematch, status]",
        "no container that runs `rematch topics`",
    ),
    (
        "setup.yaml",
        "image: rematch/match:0.1.0",
        "image: rematch/console:0.1.0",
        "no container of rematch/match that runs",
    ),
    (
        "setup.yaml",
        "- name: REMATCH_MIGRATIONS_URL_FILE",
        "- name: REMATCH_DATABASE_URL_FILE",
        "doesn't set REMATCH_MIGRATIONS",
    ),
    ("kustomization.yaml", "  - setup.yaml\n", "", "kustomization.yaml: no Job/setup makes the topics"),
    ("network.yaml", "policyTypes: [Ingress, Egress]", "policyTypes: [Ingress]", "no NetworkPolicy denies everything"),
    (
        "network.yaml",
        "    - from:\n        - podSelector:\n            matchLabels:\n"
        "              app.kubernetes.io/name: match\n      ports:",
        "    - ports:",
        "network.yaml: NetworkPolicy/wordings-asked lets everybody in (spec.ingress.0.from)",
    ),
    (
        "network.yaml",
        "app.kubernetes.io/name: embed\n      ports:\n        - {port: 8003, protocol: TCP}",
        "app.kubernetes.io/name: embed",
        "network.yaml: NetworkPolicy/wordings opens every port (spec.egress.0.ports)",
    ),
    ("namespace.yaml", "enforce: restricted", "enforce: baseline", "no Namespace enforces the Pod Security level"),
]
CASES = [Break(f"{BASE}/{file}", old, new, says) for file, old, new, says in BREAKS]


def test_the_committed_base_is_sound(look: Look) -> None:
    assert look("base") == ""


@pytest.mark.parametrize("case", CASES, ids=title)
def test_a_break_is_named(copy: Path, look: Look, case: Break) -> None:
    case.apply(copy)
    assert case.says in look("base")
