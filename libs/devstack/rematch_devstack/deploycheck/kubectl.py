"""Where kubectl is found, kustomize itself renders what our renderer does, and the two are compared."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rematch_devstack.deploycheck.patching import KEYS
from rematch_devstack.deploycheck.problems import Made, Tree, documents

_TIMEOUT = 60
_HASHED = re.compile(r"(.+)-[a-z0-9]{10}")
_GENERATED = {"ConfigMap", "Secret"}


def kubectl() -> str | None:
    """The program, where there is one that knows `kustomize`."""
    return shutil.which("kubectl")


def differences(program: str, folder: Path, ours: Sequence[Made]) -> Iterator[tuple[str, str]]:
    """What kustomize renders otherwise than we do: the file and a sentence each."""
    done = subprocess.run(
        [program, "kustomize", str(folder)], capture_output=True, text=True, check=False, timeout=_TIMEOUT
    )
    if done.returncode:
        yield "", f"kubectl kustomize refuses it: {' '.join(done.stderr.split())}"
        return
    theirs = _plain(documents(done.stdout), {one.title for one in ours})
    known = {one.title: one for one in ours}
    for name in sorted(set(theirs) - set(known)):
        yield "", f"kubectl kustomize makes {name}, and our renderer doesn't"
    for name, one in known.items():
        if name not in theirs:
            yield one.file, f"kubectl kustomize makes no {name}"
        elif place := _first_difference(theirs[name], one.tree):
            yield one.file, f"kubectl kustomize renders {name} otherwise than our renderer: {place}"


def _plain(found: list[Tree], ours: set[str]) -> dict[str, Tree]:
    """By title, with the plain names of what was generated wherever the hashed ones stand."""
    plain = {}
    for tree in found:
        name = tree["metadata"]["name"]
        match = _HASHED.fullmatch(name)
        if tree["kind"] in _GENERATED and match and f"{tree['kind']}/{match[1]}" in ours:
            plain[name] = match[1]
    text = json.dumps(found, default=str)
    for hashed, name in plain.items():
        text = text.replace(json.dumps(hashed), json.dumps(name))
    trees: list[Tree] = json.loads(text)
    return {f"{tree['kind']}/{tree['metadata']['name']}": tree for tree in trees}


def _first_difference(theirs: Any, ours: Any, path: str = "") -> str:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted(set(theirs) | set(ours)):
            if place := _first_difference(_sorted(theirs.get(key), key), _sorted(ours.get(key), key), f"{path}.{key}"):
                return place
        return ""
    if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        pairs = enumerate(zip(theirs, ours, strict=True))
        return next((place for n, (a, b) in pairs if (place := _first_difference(a, b, f"{path}[{n}]"))), "")
    return "" if theirs == ours else f"{path.removeprefix('.')} is {theirs!r} there and {ours!r} here"


def _sorted(value: Any, key: str) -> Any:
    """What is merged by a key has no order; kustomize puts what is new in front."""
    if not isinstance(value, list) or key not in KEYS or not all(isinstance(item, dict) for item in value):
        return value
    return sorted(value, key=lambda item: str(item.get(KEYS[key])))
