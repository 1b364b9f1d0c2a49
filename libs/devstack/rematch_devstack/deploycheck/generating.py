"""What kustomize generates: ConfigMaps and Secrets, made new or merged into one that stands before."""

import base64
from collections.abc import Iterator
from pathlib import Path

from rematch_devstack.deploycheck.problems import CannotRender, Made, Tree

KNOWN = {"name", "behavior", "literals", "files"}


def generate(kustomization: Tree, folder: Path, made: list[Made], where: str) -> None:
    """Add what the generators of a kustomization make, or merge it."""
    for generator in kustomization.get("configMapGenerator", []):
        _put(_config_map(generator, folder), generator, made, where)
    for generator in kustomization.get("secretGenerator", []):
        _put(_secret(generator, folder), generator, made, where)


def _put(tree: Tree, generator: Tree, made: list[Made], where: str) -> None:
    new = Made(tree, where)
    if generator.get("behavior", "create") == "create":
        made.append(new)
        return
    if generator["behavior"] != "merge":
        raise CannotRender(f"generates with the behavior {generator['behavior']}, which this check can't render")
    former = next((one for one in made if one.title == new.title), None)
    if former is None:
        raise CannotRender(f"merges into {new.title}, which is not there")
    former.tree["data"] |= tree["data"]


def _config_map(generator: Tree, folder: Path) -> Tree:
    data = dict(_pairs(generator, folder, set()))
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": generator["name"]}, "data": data}


def _secret(generator: Tree, folder: Path) -> Tree:
    pairs = _pairs(generator, folder, {"type"})
    data = {name: base64.b64encode(value.encode()).decode() for name, value in pairs}
    kind = generator.get("type", "Opaque")
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": generator["name"]}, "type": kind, "data": data}


def _pairs(generator: Tree, folder: Path, more: set[str]) -> Iterator[tuple[str, str]]:
    unknown = sorted(set(generator) - KNOWN - more)
    if unknown:
        raise CannotRender(f"generates {generator['name']} from `{unknown[0]}`, which this check can't render")
    for literal in generator.get("literals", []):
        name, _, value = literal.partition("=")
        yield name, value
    for name in generator.get("files", []):
        if not (folder / name).is_file():
            raise CannotRender(f"names {name}, which is not there", folder / name)
        yield Path(name).name, (folder / name).read_text()
