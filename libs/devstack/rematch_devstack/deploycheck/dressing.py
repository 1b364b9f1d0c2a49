"""What a kustomization does to all objects: their namespace, labels, replicas and images."""

from collections.abc import Iterator
from typing import Any

from rematch_devstack.deploycheck.problems import CannotRender, Made, Tree, dig

CLUSTER_WIDE = {"Namespace", "PersistentVolume", "StorageClass", "ClusterRole", "ClusterRoleBinding", "PriorityClass"}
SCALED = {"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"}


def dress(kustomization: Tree, made: list[Made]) -> None:
    """In kustomize's order."""
    for one in made:
        if "namespace" in kustomization and one.tree["kind"] not in CLUSTER_WIDE:
            one.tree["metadata"]["namespace"] = kustomization["namespace"]
        for rule in kustomization.get("labels", []):
            _label(one.tree, rule)
    for rule in kustomization.get("replicas", []):
        _scale(rule, made)
    for rule in kustomization.get("images", []):
        for one in made:
            _rename(one.tree.get("spec"), rule)


def _label(tree: Tree, rule: Tree) -> None:
    if set(rule) - {"pairs", "includeTemplates"}:
        raise CannotRender("puts labels on selectors, which can't be changed on a running Deployment")
    for metadata in _labelled(tree, rule.get("includeTemplates", False)):
        metadata["labels"] = {**metadata.get("labels", {}), **rule["pairs"]}


def _labelled(tree: Tree, templates: bool) -> Iterator[Tree]:
    yield tree["metadata"]
    if templates and isinstance(dig(tree, "spec", "template"), dict):
        yield tree["spec"]["template"].setdefault("metadata", {})


def _scale(rule: Tree, made: list[Made]) -> None:
    scaled = [one.tree for one in made if one.tree["kind"] in SCALED and one.tree["metadata"]["name"] == rule["name"]]
    if not scaled:
        raise CannotRender(f"sets the replicas of {rule['name']}, which is not there")
    for tree in scaled:
        tree["spec"]["replicas"] = rule["count"]


def _rename(tree: Any, rule: Tree) -> None:
    unknown = sorted(set(rule) - {"name", "newName", "newTag", "digest"})
    if unknown:
        raise CannotRender(f"changes images by `{unknown[0]}`, which this check can't render")
    for container in _containers(tree):
        name, _, tag = container.get("image", "").partition(":")
        if name == rule["name"]:
            version = f"@{rule['digest']}" if "digest" in rule else f":{rule.get('newTag', tag)}"
            container["image"] = rule.get("newName", name) + version


def _containers(tree: Any) -> Iterator[Tree]:
    pod = dig(tree, "template", "spec") or {}
    yield from (*pod.get("initContainers", []), *pod.get("containers", []))
