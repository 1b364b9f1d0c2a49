"""Renders a kustomize base in the few words that ours uses, so that a check needs nothing but Python.

What it doesn't know it refuses, rather than rendering something else than kustomize would. One liberty: a generated
ConfigMap keeps its plain name (kustomize appends a hash of the content, here and wherever the name is used).
"""

from collections.abc import Iterator
from pathlib import Path

import yaml

from rematch_devstack.deploycheck.problems import Tree, dig

KNOWN = {"apiVersion", "kind", "namespace", "labels", "resources", "configMapGenerator"}
CLUSTER_WIDE = {"Namespace", "PersistentVolume", "StorageClass", "ClusterRole", "ClusterRoleBinding", "PriorityClass"}


class CannotRender(Exception):
    """The kustomization names something that is missing, or uses a word that this renderer doesn't know."""


def render(base: Path) -> list[Tree]:
    """Every object of a base, with its namespace, its labels and its generated ConfigMaps."""
    kustomization = _documents(base / "kustomization.yaml")[0]
    unknown = sorted(set(kustomization) - KNOWN)
    if unknown:
        raise CannotRender(f"uses `{unknown[0]}`, which this check can't render")
    objects = [found for name in kustomization.get("resources", []) for found in _resource(base / name)]
    objects += [_config_map(generator) for generator in kustomization.get("configMapGenerator", [])]
    _refuse_twins(objects)
    for found in objects:
        _dress(found, kustomization)
    return objects


def _documents(path: Path) -> list[Tree]:
    if not path.is_file():
        raise CannotRender(f"names {path.name}, which is not there")
    try:
        documents = [found for found in yaml.safe_load_all(path.read_text()) if found is not None]
    except yaml.YAMLError as error:
        raise CannotRender(f"names {path.name}, which is not YAML: {' '.join(str(error).split())}") from error
    if not documents or not all(isinstance(found, dict) for found in documents):
        raise CannotRender(f"names {path.name}, which holds something else than objects")
    return documents


def _resource(path: Path) -> list[Tree]:
    if path.is_dir():
        return render(path)
    objects = _documents(path)
    for found in objects:
        if not (isinstance(found.get("kind"), str) and isinstance(dig(found, "metadata", "name"), str)):
            raise CannotRender(f"names {path.name}, where an object has no kind or no name")
    return objects


def _config_map(generator: Tree) -> Tree:
    unknown = sorted(set(generator) - {"name", "literals"})
    if unknown:
        raise CannotRender(f"generates a ConfigMap from `{unknown[0]}`, which this check can't render")
    pairs = (literal.partition("=") for literal in generator.get("literals", []))
    data = {key: value for key, _, value in pairs}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": generator["name"]}, "data": data}


def _refuse_twins(objects: list[Tree]) -> None:
    seen = set()
    for found in objects:
        identity = (found["kind"], found["metadata"]["name"])
        if identity in seen:
            raise CannotRender(f"has two objects {identity[0]}/{identity[1]}")
        seen.add(identity)


def _dress(found: Tree, kustomization: Tree) -> None:
    if "namespace" in kustomization and found["kind"] not in CLUSTER_WIDE:
        found["metadata"]["namespace"] = kustomization["namespace"]
    for rule in kustomization.get("labels", []):
        if set(rule) - {"pairs", "includeTemplates"}:
            raise CannotRender("puts labels on selectors, which can't be changed on a running Deployment")
        for metadata in _labelled(found, rule.get("includeTemplates", False)):
            metadata["labels"] = {**metadata.get("labels", {}), **rule["pairs"]}


def _labelled(found: Tree, templates: bool) -> Iterator[Tree]:
    yield found["metadata"]
    if templates and isinstance(dig(found, "spec", "template"), dict):
        yield found["spec"]["template"].setdefault("metadata", {})
