"""What keeps things apart: the namespace's level, policies that deny, and ways that are open where they are needed."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from rematch_devstack.deploycheck.flows import Pods, Policies, pods_of
from rematch_devstack.deploycheck.problems import Made, Problem, Tree, dig
from rematch_devstack.deploycheck.workloads import workload_of

LEVEL = "pod-security.kubernetes.io/enforce"
CLOSED = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
# What answers without a key and is for inside.
HIDDEN = ("/metrics", "/healthz", "/readyz")
# Addresses that a service names to others and doesn't ask itself.
NAMED = frozenset({"REMATCH_SCHEMAS_URL"})


def problems(made: Sequence[Made], index: Mapping[str, Made]) -> Iterator[Problem]:
    """What is open that should be shut, and the other way round."""
    if not any(one.tree["kind"] == "NetworkPolicy" and one.tree["spec"] == CLOSED for one in made):
        yield Problem("", "no NetworkPolicy denies everything that the others don't allow")
    levels = [one.tree["metadata"].get("labels", {}) for one in made if one.tree["kind"] == "Namespace"]
    if not any(labels.get(LEVEL) == "restricted" for labels in levels):
        yield Problem("", f"no Namespace enforces the Pod Security level `restricted` ({LEVEL})")
    yield from _needed(made, index)
    for one in made:
        yield from _open_doors(one)
        if one.tree["kind"] == "Ingress":
            yield from (Problem(one.file, f"{one.title} {sentence}") for sentence in _shown(one.tree, index))


def _open_doors(one: Made) -> Iterator[Problem]:
    """Nobody is let in from just anywhere; going out by a port is what stores outside need."""
    if one.tree["kind"] != "NetworkPolicy":
        return
    for number, rule in enumerate(one.tree["spec"].get("ingress") or ()):
        if not rule.get("from"):
            yield Problem(one.file, f"{one.title} lets everybody in (spec.ingress.{number}.from)")
        if not rule.get("ports"):
            yield Problem(one.file, f"{one.title} opens every port (spec.ingress.{number}.ports)")
    for number, rule in enumerate(one.tree["spec"].get("egress") or ()):
        if not rule.get("ports"):
            yield Problem(one.file, f"{one.title} opens every port (spec.egress.{number}.ports)")


def _needed(made: Sequence[Made], index: Mapping[str, Made]) -> Iterator[Problem]:
    """Whatever address a service is told, it must be able to reach."""
    policies = Policies(made)
    inside = {pods.name: pods for pods in pods_of(made)}
    for pods in inside.values():
        workload = workload_of(pods.name, index)
        if workload is None:
            continue
        for name, host, port in _addresses(workload.tree, index):
            target = inside.get(host)
            passes = policies.allow(pods, target, port) if target else _passes_out(policies, pods, port, made)
            if not passes:
                told = f"{workload.title} is told {name}, and no NetworkPolicy lets it reach {host}:{port}"
                yield Problem(workload.file, told)


def _passes_out(policies: Policies, pods: Pods, port: int, made: Sequence[Made]) -> bool:
    """To what runs elsewhere, or to what an operator makes here, whose pods carry the operator's labels."""
    operated = [Pods("", labels, {}) for labels in _OPERATED if _is_there(labels, made)]
    return policies.let_out(pods, None, port) or any(policies.let_out(pods, one, port) for one in operated)


_OPERATED = ({"strimzi.io/name": "rematch-kafka"}, {"cnpg.io/cluster": "rematch-db"})


def _is_there(labels: dict[str, str], made: Sequence[Made]) -> bool:
    kind = "Kafka" if "strimzi.io/name" in labels else "Cluster"
    return any(one.tree["kind"] == kind for one in made)


def _addresses(workload: Tree, index: Mapping[str, Made]) -> Iterator[tuple[str, str, int]]:
    for source in workload["spec"]["template"]["spec"]["containers"][0].get("envFrom", []):
        config = index.get(f"ConfigMap/{dig(source, 'configMapRef', 'name')}")
        told = config.tree.get("data", {}) if config else {}
        for name, value in ((name, value) for name, value in told.items() if name not in NAMED):
            addresses = value.split(",") if name == "REMATCH_KAFKA_BOOTSTRAP" else [value]
            for address in addresses if name.endswith(("_URL", "_BOOTSTRAP", "_ENDPOINT")) else []:
                parts = urlsplit(address if "://" in address else f"//{address}")
                yield name, parts.hostname or "", parts.port or 443


def _shown(ingress: Tree, index: Mapping[str, Made]) -> Iterator[str]:
    hosts = {host for each in ingress["spec"].get("tls", []) for host in each.get("hosts", [])}
    for rule in ingress["spec"].get("rules", []):
        if rule.get("host") not in hosts:
            yield f"answers for {rule.get('host')} without TLS (spec.tls)"
        led = {(path["path"], path["pathType"]): path["backend"]["service"]["name"] for path in rule["http"]["paths"]}
        for hidden in HIDDEN:
            service = led.get((hidden, "Exact"))
            target = index.get(f"Service/{service}")
            if target is None or dig(target.tree, "spec", "selector"):
                yield f"shows {hidden} of {rule.get('host')} to the world (spec.rules.http.paths)"
        for service in set(led.values()):
            if f"Service/{service}" not in index:
                yield f"leads to {service}, which is no Service here (backend.service.name)"
