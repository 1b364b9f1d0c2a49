"""Patches, of the two kinds that kustomize takes: JSON 6902, and strategic merge."""

import copy
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from rematch_devstack.deploycheck.problems import CannotRender, Made, Tree, is_custom

# By what the items of a list are told apart, in objects of Kubernetes itself; all other lists are replaced.
KEYS = {
    "containers": "name",
    "initContainers": "name",
    "env": "name",
    "volumes": "name",
    "volumeMounts": "mountPath",
    "ports": "containerPort",
    "topologySpreadConstraints": "topologyKey",
}


def patch(kustomization: Tree, folder: Path, made: list[Made]) -> None:
    """Apply the patches of a kustomization to what stands before it."""
    for entry in kustomization.get("patches", []):
        change = _content(entry, folder)
        target = entry.get("target") or _of_itself(change)
        selected = list(_selected(target, made))
        # One that asks for kinds alone may find none: a component can't know which others stand beside it.
        if not selected and "name" in target:
            raise CannotRender(f"patches {target.get('kind')}/{target['name']}, which is not there")
        for one in selected:
            _apply(change, one.tree)


def _content(entry: Tree, folder: Path) -> Any:
    unknown = set(entry) - {"path", "patch", "target", "options"}
    if unknown or set(entry.get("options", {})) - {"allowKindChange"}:
        raise CannotRender(
            f"has a patch with `{sorted(unknown or entry['options'])[0]}`, which this check can't render"
        )
    if "path" in entry and not (folder / entry["path"]).is_file():
        raise CannotRender(f"names {entry['path']}, which is not there", folder / entry["path"])
    return yaml.safe_load((folder / entry["path"]).read_text() if "path" in entry else entry["patch"])


def _of_itself(change: Any) -> Tree:
    if not isinstance(change, dict):
        raise CannotRender("has a JSON patch without a target")
    return {"kind": re.escape(change["kind"]), "name": re.escape(change["metadata"]["name"])}


def _selected(target: Tree, made: list[Made]) -> Iterator[Made]:
    unknown = sorted(set(target) - {"kind", "name"})
    if unknown:
        raise CannotRender(f"selects what it patches by `{unknown[0]}`, which this check can't render")
    for one in made:
        found = (one.tree["kind"], one.tree["metadata"]["name"])
        wanted = (target.get("kind", ".*"), target.get("name", ".*"))
        if all(re.fullmatch(pattern, text) for pattern, text in zip(wanted, found, strict=True)):
            yield one


def _apply(change: Any, tree: Tree) -> None:
    if isinstance(change, list):
        for step in change:
            _step(copy.deepcopy(step), tree)
        return
    # Kind and name are the target's; the patch of a target may say anything there.
    told = {key: value for key, value in change.items() if key not in ("apiVersion", "kind")}
    if "metadata" in told:
        told["metadata"] = {key: value for key, value in told["metadata"].items() if key != "name"}
    _merge(tree, copy.deepcopy(told), {} if is_custom(tree) else KEYS)


def _step(step: Tree, tree: Tree) -> None:
    *path, last = [part.replace("~1", "/").replace("~0", "~") for part in step["path"].split("/")[1:]]
    place: Any = tree
    try:
        for part in path:
            place = place[int(part) if isinstance(place, list) else part]
        _act(step, place, last)
    except (KeyError, IndexError, TypeError, ValueError):
        name = f"{tree['kind']}/{tree['metadata']['name']}"
        raise CannotRender(f"patches {step['path']} of {name}, which has no such place") from None


def _act(step: Tree, place: Any, last: str) -> None:
    if isinstance(place, list) and last == "-":
        place.append(step["value"])
        return
    key: Any = int(last) if isinstance(place, list) else last
    if step["op"] == "add" and isinstance(place, list):
        place.insert(key, step["value"])
    elif step["op"] == "add":
        place[key] = step["value"]
    elif step["op"] == "replace":
        place[key]  # refused where there is nothing to replace
        place[key] = step["value"]
    elif step["op"] == "remove":
        del place[key]
    else:
        raise CannotRender(f"patches with `{step['op']}`, which this check can't render")


def _merge(old: Tree, new: Tree, keys: Mapping[str, str]) -> None:
    for key, value in new.items():
        if key == "$patch":
            raise CannotRender("patches with `$patch`, which this check can't render")
        if value is None:
            old.pop(key, None)
        elif isinstance(value, dict) and isinstance(old.get(key), dict):
            _merge(old[key], value, keys)
        elif isinstance(value, list) and isinstance(old.get(key), list) and key in keys:
            _merge_items(old[key], value, key, keys)
        else:
            old[key] = value


def _merge_items(old: list[Any], new: list[Any], place: str, keys: Mapping[str, str]) -> None:
    known = {item.get(keys[place]): item for item in old}
    for item in new:
        if item.get(keys[place]) in known:
            _merge(known[item[keys[place]]], item, keys)
        else:
            old.append(item)
