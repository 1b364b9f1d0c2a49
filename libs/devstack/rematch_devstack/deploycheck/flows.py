"""Who may reach whom: the network policies of what is rendered, as Kubernetes reads them, over its own pods."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rematch_devstack.deploycheck.problems import Made, Tree, dig


@dataclass(frozen=True, slots=True)
class Pods:
    """Some pods of the namespace: a name for people, their labels, and their ports by name."""

    name: str
    labels: dict[str, str]
    ports: dict[str, int]


def pods_of(made: Iterable[Made]) -> list[Pods]:
    """One for each workload."""
    return [Pods(one.tree["metadata"]["name"], *_template(one.tree)) for one in made if _is_workload(one.tree)]


def _is_workload(tree: Tree) -> bool:
    return isinstance(dig(tree, "spec", "template", "spec", "containers"), list)


def _template(tree: Tree) -> tuple[dict[str, str], dict[str, int]]:
    template = tree["spec"]["template"]
    ports = [port for one in template["spec"]["containers"] for port in one.get("ports", [])]
    return template["metadata"].get("labels", {}), {port.get("name", ""): port["containerPort"] for port in ports}


class Policies:
    """The policies of one namespace."""

    def __init__(self, made: Iterable[Made]) -> None:
        self._specs = [one.tree["spec"] for one in made if one.tree["kind"] == "NetworkPolicy"]

    def allow(self, source: Pods, target: Pods, port: int) -> bool:
        """Whether the policies of both let it pass."""
        return self.let_out(source, target, port) and self._let_in(source, target, port)

    def let_out(self, source: Pods, target: Pods | None, port: int) -> bool:
        """`target`: pods of the namespace; None for whoever is outside, wherever that is."""
        rules = self._rules(source, "Egress")
        return rules is None or any(_lets(rule, "to", target, port, {}) for rule in rules)

    def _let_in(self, source: Pods, target: Pods, port: int) -> bool:
        rules = self._rules(target, "Ingress")
        return rules is None or any(_lets(rule, "from", source, port, target.ports) for rule in rules)

    def _rules(self, pods: Pods, direction: str) -> list[Tree] | None:
        """None where no policy is about these pods: then everything passes."""
        about = [
            spec
            for spec in self._specs
            if direction in spec.get("policyTypes", ["Ingress"]) and selects(spec["podSelector"], pods.labels)
        ]
        return [rule for spec in about for rule in spec.get(direction.lower()) or ()] if about else None


def _lets(rule: Tree, side: str, peer: Pods | None, port: int, named: dict[str, int]) -> bool:
    ports = [named.get(each["port"], each["port"]) for each in rule.get("ports", [])]
    if ports and port not in ports:
        return False
    peers = rule.get(side)
    return not peers or any(_is_peer(each, peer) for each in peers)


def _is_peer(allowed: Tree, peer: Pods | None) -> bool:
    """Peers of other namespaces are outside; so is what an address names."""
    if peer is None:
        return "ipBlock" in allowed or "namespaceSelector" in allowed
    return (
        "podSelector" in allowed and "namespaceSelector" not in allowed and selects(allowed["podSelector"], peer.labels)
    )


def selects(selector: Tree, labels: dict[str, str]) -> bool:
    """Whether a label selector stands for these labels."""
    if not selector.get("matchLabels", {}).items() <= labels.items():
        return False
    return all(_holds(rule, labels) for rule in selector.get("matchExpressions", []))


def _holds(rule: Any, labels: dict[str, str]) -> bool:
    found, values = labels.get(rule["key"]), rule.get("values", [])
    answers: dict[str, bool] = {
        "In": found in values,
        "NotIn": found not in values,
        "Exists": found is not None,
        "DoesNotExist": found is None,
    }
    return answers[rule["operator"]]
