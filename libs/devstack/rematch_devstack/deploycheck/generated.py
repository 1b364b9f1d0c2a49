"""The parts of deploy/k8s that are written from what the code says; `make k8s` writes them, the check finds stale ones.

Strimzi's topics from the table of topics, its users from ACCESS, the SQL that CloudNativePG runs once from the roles,
and Prometheus' rules as the operator's object from deploy/observability.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from rematch_common.contracts import Topic, all_topics
from rematch_common.contracts.access import ACCESS, BESIDE, Access, user_of
from rematch_devstack import roles
from rematch_devstack.deploycheck.problems import Problem
from rematch_devstack.security.acls import (
    CREATE,
    DELETE,
    DESCRIBE,
    DESCRIBE_CONFIGS,
    GROUP,
    PREFIXED,
    READ,
    TOPIC,
    WRITE,
    bindings_of,
)
from rematch_devstack.topics import settings_of
from rematch_devstack.workspace import root as workspace_root

CLUSTER = "rematch"
COPIES = 3
_COMPONENTS = Path("deploy") / "k8s" / "components"
_RULES = Path("deploy") / "observability" / "prometheus" / "rules"
_ABOVE = "# Written by `make k8s` from {}; what is changed here by hand is lost.\n"
_KINDS = {TOPIC: "topic", GROUP: "group"}
_OPERATIONS = {
    READ: "Read",
    WRITE: "Write",
    CREATE: "Create",
    DELETE: "Delete",
    DESCRIBE: "Describe",
    DESCRIBE_CONFIGS: "DescribeConfigs",
}
ADMINISTRATOR = "rematch-admin"
USERS: Mapping[str, Access] = {**ACCESS, **BESIDE}


def generated(root: Path) -> dict[Path, str]:
    """The text of every such file, by its path below the workspace."""
    users = [*(_user(name, access) for name, access in USERS.items()), _administrator()]
    strimzi, table = _COMPONENTS / "strimzi", "the table of topics"
    return {
        strimzi / "topics.yaml": _written(table, [_topic(topic) for topic in all_topics()]),
        strimzi / "users.yaml": _written("ACCESS", users),
        _COMPONENTS / "cnpg" / "roles.yaml": _written("rematch_devstack.roles", [_roles()]),
        _COMPONENTS / "service-monitors" / "rules.yaml": _written(_RULES.as_posix(), [_rules(root / _RULES)]),
    }


def stale(root: Path) -> Iterator[Problem]:
    """The files that are not what they would be written as now."""
    for path, text in generated(root).items():
        if not (root / path).is_file() or (root / path).read_text() != text:
            yield Problem(path.as_posix(), "is not what `make k8s` writes; run it")


def _topic(topic: Topic) -> dict[str, Any]:
    spec = {"partitions": topic.partitions, "replicas": COPIES, "config": settings_of(topic, COPIES)}
    return _object("KafkaTopic", topic.name, spec)


def _user(name: str, access: Access) -> dict[str, Any]:
    acls = [
        _Line(resource={"type": kind, "name": thing, "patternType": pattern}, operations=operations)
        for (kind, thing, pattern), operations in grants_of(user_of(name), access).items()
    ]
    authorization = {"type": "simple", "acls": acls}
    return _object(
        "KafkaUser", user_of(name), {"authentication": {"type": "scram-sha-512"}, "authorization": authorization}
    )


def _administrator() -> dict[str, Any]:
    """Who may do everything, as the cluster's `superUsers` say: for tenants' topics, introductions, others' users."""
    return _object("KafkaUser", ADMINISTRATOR, {"authentication": {"type": "scram-sha-512"}})


class _Line(dict[str, Any]):
    """What is written on one line."""


def grants_of(user: str, access: Access) -> dict[tuple[str, str, str], list[str]]:
    """What the user may do, in Strimzi's words: kind, name and pattern of the things, and the operations on them."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for each in sorted(bindings_of(user, access)):
        thing = (_KINDS[each.kind], each.name, "prefix" if each.pattern == PREFIXED else "literal")
        found.setdefault(thing, []).append(_OPERATIONS[each.deed])
    return found


def _object(kind: str, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    labels = {"strimzi.io/cluster": CLUSTER, "app.kubernetes.io/part-of": CLUSTER}
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": kind,
        "metadata": {"name": name, "labels": labels},
        "spec": spec,
    }


def _roles() -> dict[str, Any]:
    sql = "".join(f"{statement};\n" for statement in roles.statements())
    labels = {"app.kubernetes.io/part-of": CLUSTER}
    metadata = {"name": "rematch-roles", "labels": labels}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"roles.sql": sql}}


def _rules(folder: Path) -> dict[str, Any]:
    groups = [group for path in sorted(folder.glob("*.yml")) for group in yaml.safe_load(path.read_text())["groups"]]
    metadata = {"name": CLUSTER, "labels": {"app.kubernetes.io/part-of": CLUSTER}}
    spec = {"groups": groups}
    return {"apiVersion": "monitoring.coreos.com/v1", "kind": "PrometheusRule", "metadata": metadata, "spec": spec}


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as such, and everything written out where it stands."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as PyYAML has it
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _line(dumper: yaml.SafeDumper, line: _Line) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", line, flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Line, _line)


def _written(source: str, objects: list[dict[str, Any]]) -> str:
    dumped = yaml.dump_all(objects, Dumper=_Dumper, sort_keys=False, width=1_000, allow_unicode=True)
    return _ABOVE.format(source) + dumped


def main() -> int:
    """Write them all."""
    root = workspace_root()
    for path, text in generated(root).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
