"""Exactly the ways that are needed are open, and no other."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from rematch_devstack.deploycheck.compositions import compositions
from rematch_devstack.deploycheck.flows import Pods, Policies, pods_of, selects
from rematch_devstack.deploycheck.problems import Made
from tests.unit.deploy.conftest import ROOT

PORTS = {"ingest": 8001, "dedup": 8002, "embed": 8003, "match": 8004, "notify": 8005}
INSIDE = {("console", name, port) for name, port in PORTS.items()} | {("match", "embed", 8003)}
# What an operator makes: its labels, and the ports that it listens on.
KAFKA = Pods("kafka", {"strimzi.io/name": "rematch-kafka"}, {"nodes": 9091, "clients": 9093})
DATABASE = Pods("database", {"cnpg.io/cluster": "rematch-db"}, {"sql": 5432, "manager": 8000})


def made(name: str) -> list[Made]:
    composition = next(each for each in compositions(ROOT) if each.name == name)
    with composition.opened(ROOT) as folder:
        objects, problems = composition.rendered(folder, ROOT)
    assert problems == []
    return objects


def edges(found: list[Made]) -> Iterator[tuple[str, str, int]]:
    """Every way that is open between pods of the namespace, by the ports that they listen on."""
    everybody, policies = pods_of(found), Policies(found)
    for source in everybody:
        for target in everybody:
            for port in target.ports.values():
                if policies.allow(source, target, port):
                    yield source.name, target.name, port


@pytest.mark.parametrize("name", ["base", "overlays/prod"])
def test_between_our_own_pods(name: str) -> None:
    assert set(edges(made(name))) == INSIDE


def test_qdrant_is_for_match_and_its_own_nodes() -> None:
    assert set(edges(made("overlays/dev"))) == INSIDE | {("match", "qdrant", 6333), ("qdrant", "qdrant", 6335)}


def test_who_reaches_kafka_and_postgresql() -> None:
    objects = made("overlays/dev")
    policies, pods = Policies(objects), {each.name: each for each in _pods(objects)}
    reached = {
        (name, target.name, port)
        for name, each in pods.items()
        for target in (KAFKA, DATABASE)
        for port in target.ports.values()
        if policies.allow(each, target, port)
    }
    everybody, stored = {*PORTS, "console", "setup"}, {"ingest", "dedup", "match", "notify", "setup"}
    assert reached == {(name, "kafka", 9093) for name in everybody} | {(name, "database", 5432) for name in stored}


def test_who_reaches_the_world() -> None:
    objects = made("overlays/prod")
    policies, pods = Policies(objects), _pods(objects)
    assert {each.name for each in pods if policies.let_out(each, None, 443)} == {"notify"}
    assert {each.name for each in pods if policies.let_out(each, None, 22)} == set()


def _pods(objects: list[Made]) -> list[Pods]:
    from rematch_devstack.deploycheck.flows import pods_of

    return pods_of(objects)


@pytest.mark.parametrize(
    ("selector", "chosen"),
    [
        ({}, True),
        ({"matchLabels": {"a": "1"}}, True),
        ({"matchLabels": {"a": "2"}}, False),
        ({"matchLabels": {"a": "1", "b": "1"}}, False),
        ({"matchExpressions": [{"key": "a", "operator": "In", "values": ["1", "2"]}]}, True),
        ({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["1"]}]}, False),
        ({"matchExpressions": [{"key": "b", "operator": "DoesNotExist"}]}, True),
        ({"matchExpressions": [{"key": "b", "operator": "Exists"}]}, False),
    ],
)
def test_selectors_as_kubernetes_reads_them(selector: dict[str, Any], chosen: bool) -> None:
    assert selects(selector, {"a": "1"}) is chosen


def policy(spec: Mapping[str, Any]) -> Made:
    return Made({"kind": "NetworkPolicy", "metadata": {"name": "p"}, "spec": spec}, "p.yaml")


def test_pods_without_a_policy_are_open_and_those_with_one_are_shut() -> None:
    a, b = Pods("a", {"n": "a"}, {}), Pods("b", {"n": "b"}, {"web": 80})
    assert Policies([]).allow(a, b, 80)
    assert not Policies([policy({"podSelector": {}})]).allow(a, b, 80)
    out = policy({"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": [{"podSelector": {}}]}]})
    assert Policies([out]).allow(a, b, 80)
    named = policy({"podSelector": {"matchLabels": {"n": "b"}}, "ingress": [{"ports": [{"port": "web"}]}]})
    assert Policies([out, named]).allow(a, b, 80)
    assert not Policies([out, named]).allow(a, b, 81)


def test_a_peer_of_another_namespace_is_outside() -> None:
    a, b = Pods("a", {"n": "a"}, {}), Pods("b", {"n": "b"}, {})
    rule = {"to": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"n": "b"}}}]}
    policies = Policies([policy({"podSelector": {}, "policyTypes": ["Egress"], "egress": [rule]})])
    assert not policies.allow(a, b, 80)
    assert policies.let_out(a, None, 80)
