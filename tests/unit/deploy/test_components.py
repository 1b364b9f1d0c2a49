"""Every way to break a component or an overlay here is found; the sentence names the file, the object and the field."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from rematch_devstack.deploycheck.compositions import compositions
from rematch_devstack.deploycheck.generated import generated, stale
from rematch_devstack.deploycheck.knowledge import Knowledge
from tests.unit.deploy.conftest import ROOT, Break, Look, title

# Folder, file, text, what takes its place, what is said. A component is looked at with the base.
BREAKS = [
    (
        "keda",
        "dedup.yaml",
        "topic: raw-jobs\n",
        "topic: raw-job\n",
        "keda/dedup.yaml: ScaledObject/dedup looks at the topic raw-job, which is none of the table (spec.triggers.0)",
    ),
    ("keda", "dedup.yaml", "topic: raw-jobs\n", "topic: matches\n", "the topic matches, which dedup doesn't read"),
    ("keda", "dedup.yaml", "consumerGroup: dedup-bulk", "consumerGroup: dedup", "raw-jobs-bulk is read by dedup-bulk"),
    (
        "keda",
        "dedup.yaml",
        "offsetResetPolicy: earliest",
        "offsetResetPolicy: latest",
        "has the offsetResetPolicy latest, and the consumer's is earliest (spec.triggers.0)",
    ),
    ("keda", "dedup.yaml", "        offsetResetPolicy: earliest\n", "", "'offsetResetPolicy' is a required property"),
    (
        "keda",
        "dedup.yaml",
        'lagThreshold: "600"',
        "lagThreshold: 600",
        "spec.triggers.0.metadata.lagThreshold: 600 is not",
    ),
    ("keda", "dedup.yaml", "lagThreshold", "lagTreshold", "'lagTreshold' was unexpected"),
    ("keda", "dedup.yaml", "minReplicaCount: 2", "minReplicaCount: 0", "(spec.minReplicaCount below 1)"),
    ("keda", "dedup.yaml", "minReplicaCount: 2", "minReplicas: 2", "'minReplicas' was unexpected"),
    (
        "keda",
        "dedup.yaml",
        "periodSeconds: 180",
        "periodSeconds: 15",
        "horizontalPodAutoscalerConfig.behavior.scaleDown",
    ),
    ("keda", "dedup.yaml", "scaleUp:", "up:", "horizontalPodAutoscalerConfig.behavior: Additional properties"),
    ("keda", "dedup.yaml", "Ref:\n    name: dedup", "Ref:\n    name: dup", "scales Deployment/dup, which is not there"),
    (
        "keda",
        "authentication.yaml",
        "kind: TriggerAuthentication\nmetadata:\n  name: kafka",
        "kind: TriggerAuthentication\nmetadata:\n  name: rabbit",
        "TriggerAuthentication/kafka, which is not there",
    ),
    ("keda", "kustomization.yaml", "ingest|dedup|", "ingest|", "scales Deployment/dedup, whose spec.replicas are set"),
    (
        "strimzi",
        "topics.yaml",
        "partitions: 12",
        "partitions: 6",
        "strimzi/topics.yaml: KafkaTopic/raw-jobs has 6 partitions and should have 12 (spec.partitions)",
    ),
    ("strimzi", "topics.yaml", "name: raw-jobs\n", "name: raw-job\n", "no KafkaTopic makes the topic raw-jobs"),
    ("strimzi", "topics.yaml", "name: raw-jobs\n", "name: raw-job\n", "KafkaTopic/raw-job is no topic of the table"),
    ("strimzi", "topics.yaml", "retention.ms: '604800000'", "retention.ms: '1'", "sets retention.ms to 1 and should"),
    ("strimzi", "topics.yaml", "replicas: 3", "replication: 3", "'replication' was unexpected"),
    (
        "strimzi",
        "users.yaml",
        "{type: topic, name: access-keys, patternType: literal}, operations: [Describe, Read, Write]",
        "{type: topic, name: access-keys, patternType: literal}, operations: [All]",
        "KafkaUser/rematch-ingest may All the topic access-keys (literal), which ACCESS doesn't allow",
    ),
    (
        "strimzi",
        "users.yaml",
        "name: ingest, patternType: prefix}, operations: [Read]",
        "name: ingest, patternType: literal}, operations: [Read]",
        "rematch-ingest may not Read the group ingest (prefix)",
    ),
    ("strimzi", "users.yaml", "operations: [Describe]", "operation: Describe", "'operation' was unexpected"),
    ("strimzi", "users.yaml", "name: rematch-embed", "name: rematch-embedding", "no KafkaUser is there for embed"),
    (
        "strimzi",
        "cluster.yaml",
        "roles: [controller, broker]",
        "roles: [zookeeper]",
        "spec.roles.0: 'zookeeper' is not one of",
    ),
    (
        "strimzi",
        "cluster.yaml",
        "  kafka:\n    version",
        "  zookeeper:\n    replicas: 3\n  kafka:\n    version",
        "'zookeeper' was unexpected",
    ),
    (
        "strimzi",
        "cluster.yaml",
        "kafka.strimzi.io/v1\nkind: Kafka\n",
        "kafka.strimzi.io/v1beta2\nkind: Kafka\n",
        "Kafka/rematch is of a kind that we have no schema for: kafka.strimzi.io/v1beta2",
    ),
    (
        "strimzi",
        "kafka-is-here.yaml",
        "port: 9093",
        "port: 9092",
        "and no NetworkPolicy lets it reach rematch-kafka-bootstrap",
    ),
    (
        "strimzi",
        "kafka-is-here.yaml",
        "name: kafka\n",
        "name: kafkas\n",
        "patches NetworkPolicy/kafkas, which is not there",
    ),
    (
        "cnpg",
        "cluster.yaml",
        "instances: 3",
        "replicas: 3",
        "cnpg/cluster.yaml: Cluster/rematch-db is not as its schema says",
    ),
    (
        "cnpg",
        "cluster.yaml",
        'max_connections: "300"',
        "max_connections: 300",
        "spec.postgresql.parameters.max_connections",
    ),
    (
        "qdrant",
        "qdrant.yaml",
        "runAsNonRoot: true",
        "runAsNonRoot: false",
        "qdrant.yaml: StatefulSet/qdrant may run as root",
    ),
    ("qdrant", "qdrant.yaml", "v1.19.1-unprivileged", "latest", "runs qdrant/qdrant:latest, which names no version"),
    (
        "qdrant",
        "network.yaml",
        "app.kubernetes.io/name: match",
        "app.kubernetes.io/name: embed",
        "match.yaml: Deployment/match is told REMATCH_QDRANT_URL, and no NetworkPolicy lets it reach qdrant:6333",
    ),
    (
        "ingress",
        "ingress.yaml",
        "          - path: /metrics\n            pathType: Exact\n",
        "          - path: /metrics\n            pathType: Prefix\n",
        "ingress.yaml: Ingress/rematch shows /metrics of ingest.example.org to the world",
    ),
    (
        "ingress",
        "ingress.yaml",
        "hosts: [ingest.example.org, ",
        "hosts: [",
        "answers for ingest.example.org without TLS (spec.tls)",
    ),
    (
        "ingress",
        "ingress.yaml",
        "name: console, port",
        "name: consoles, port",
        "leads to consoles, which is no Service here",
    ),
    ("service-monitors", "monitor.yaml", "interval: 15s", "interval: 15 seconds", "spec.endpoints.0.interval"),
    ("service-monitors", "monitor.yaml", "endpoints:", "targets:", "'targets' was unexpected"),
    (
        "static-membership",
        "kustomization.yaml",
        "path: /spec/strategy",
        "path: /spec/strategies",
        "static-membership/kustomization.yaml: patches /spec/strategies of StatefulSet/ingest, which has no such place",
    ),
    (
        "static-membership",
        "kustomization.yaml",
        "      - {op: remove, path: /spec/progressDeadlineSeconds}\n",
        "",
        "StatefulSet/ingest is refused by Kubernetes 1.35: spec",
    ),
    (
        "static-membership",
        "kustomization.yaml",
        "REMATCH_GROUP_INSTANCE",
        "REMATCH_GROUP_MEMBER",
        "sets REMATCH_GROUP_MEMBER",
    ),
]
OVERLAYS = [
    (
        "prod",
        "kustomization.yaml",
        "rematch/dedup, newName: registry.example.org/rematch/dedup, newTag: 0.1.0",
        "rematch/dedup, newName: registry.example.org/rematch/dedup, newTag: latest",
        "dedup:latest, which names no version",
    ),
    (
        "prod",
        "kustomization.yaml",
        "newName: registry.example.org/rematch/dedup,",
        "newName: registry.example.org/dedup,",
        "not rematch/dedup",
    ),
    (
        "prod",
        "kustomization.yaml",
        "kafka-2.example.org:9093",
        "kafka-2.example.org:9094",
        "lets it reach kafka-2.example.org:9094",
    ),
    (
        "prod",
        "kustomization.yaml",
        "- name: rematch-match",
        "- name: rematch-matches",
        "merges into ConfigMap/rematch-matches, which is not",
    ),
    (
        "prod",
        "kustomization.yaml",
        "components/keda",
        "components/keeda",
        "names kustomization.yaml, which is not there",
    ),
    (
        "dev",
        "kustomization.yaml",
        "{name: match, count: 1}",
        "{name: matches, count: 1}",
        "sets the replicas of matches, which is not",
    ),
    ("dev", "kustomization.yaml", "path: kafka.yaml", "path: kafkas.yaml", "names kafkas.yaml, which is not there"),
    (
        "dev",
        "kafka.yaml",
        "min.insync.replicas: 1",
        "min.insync.replicas: [1]",
        "spec.kafka.config.min.insync.replicas",
    ),
    ("dev", "secrets.yaml", "kind: Secret\n", "kind: Secrets\n", "is of no kind that Kubernetes 1.35 has"),
]
CASES = [(f"base with {part}", Break(f"deploy/k8s/components/{part}/{file}", *texts)) for part, file, *texts in BREAKS]
CASES += [(f"overlays/{name}", Break(f"deploy/k8s/overlays/{name}/{file}", *texts)) for name, file, *texts in OVERLAYS]


@pytest.mark.parametrize("name", [each.name for each in compositions(ROOT)])
def test_what_is_committed_is_sound(look: Look, name: str) -> None:
    assert look(name) == ""


@pytest.mark.parametrize(("name", "case"), CASES, ids=[title(case) for _, case in CASES])
def test_a_break_is_named(copy: Path, look: Look, name: str, case: Break) -> None:
    case.apply(copy)
    assert case.says in look(name)


def test_static_members_stand_behind_keda(copy: Path, look: Look) -> None:
    """In the other order KEDA would scale Deployments that are none any more."""
    case = Break(
        "deploy/k8s/components/static-membership/kustomization.yaml", "{kind: ScaledObject}", "{kind: Scaled}", ""
    )
    case.apply(copy)
    assert "ScaledObject/dedup scales Deployment/dedup, which is not there" in look("base with all of them")


def test_what_is_generated_is_as_the_code_says() -> None:
    assert list(stale(ROOT)) == []


def test_a_topic_that_was_changed_by_hand_is_stale(copy: Path) -> None:
    Break("deploy/k8s/components/strimzi/topics.yaml", "partitions: 12", "partitions: 24", "").apply(copy)
    assert [str(problem) for problem in stale(copy)] == [
        "deploy/k8s/components/strimzi/topics.yaml: is not what `make k8s` writes; run it"
    ]


def test_a_file_that_is_not_there_is_stale(copy: Path) -> None:
    for path in generated(copy):
        (copy / path).unlink()
    assert len(list(stale(copy))) == len(generated(copy))


def test_alert_rules_are_taken_over(copy: Path) -> None:
    rules = copy / "deploy" / "observability" / "prometheus" / "rules"
    shutil.rmtree(rules, ignore_errors=True)
    rules.mkdir(parents=True)
    group = "groups: [{name: lag, rules: [{alert: Late, expr: rematch_lag > 5, for: 1m}]}]"
    (rules / "one.yml").write_text(group)
    text = next(text for path, text in generated(copy).items() if path.name == "rules.yaml")
    assert "alert: Late" in text
    assert "for: 1m" in text


def test_a_service_knows_what_comes_from_files(known: Mapping[str, Knowledge]) -> None:
    assert known["match"].knows("REMATCH_DATABASE_URL_FILE")
    assert not known["match"].knows("REMATCH_DATABASE_FILE")
