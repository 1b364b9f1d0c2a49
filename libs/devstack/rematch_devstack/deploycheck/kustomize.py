"""Renders kustomizations in the words that ours use, so that a check needs nothing but Python and can name the file
that an object comes from.

What it doesn't know it refuses, rather than rendering something else than kustomize would; where kubectl is found,
rematch_devstack.deploycheck.kubectl compares. One liberty: what is generated keeps its plain name (kustomize appends a
hash of the content, here and wherever the name is used).
"""

from collections.abc import Iterator
from pathlib import Path

import yaml

from rematch_devstack.deploycheck import dressing, generating, patching
from rematch_devstack.deploycheck.problems import CannotRender, Made, Tree, dig, documents, place_of

KNOWN = {
    *("apiVersion", "kind", "namespace", "labels", "resources", "components", "patches", "images", "replicas"),
    *("configMapGenerator", "secretGenerator"),
}
FILE = "kustomization.yaml"


def render(folder: Path, root: Path) -> list[Made]:
    """Every object of a base or an overlay, and the file that it stands in, relative to the root."""
    return _built(folder, root, [], "Kustomization")


def _built(folder: Path, root: Path, so_far: list[Made], kind: str) -> list[Made]:
    """A component sees and changes all that stands before it; anything else begins with nothing."""
    kustomization = _kustomization(folder, kind)
    made = [*so_far]
    for name in kustomization.get("resources", []):
        made += _resource(folder / name, root)
    for name in kustomization.get("components", []):
        made = _built(folder / name, root, made, "Component")
    try:
        generating.generate(kustomization, folder, made, place_of(folder / FILE, root))
        _refuse_twins(made)
        patching.patch(kustomization, folder, made)
        dressing.dress(kustomization, made)
    except CannotRender as error:
        error.file = error.file or folder / FILE
        raise
    return made


def _kustomization(folder: Path, kind: str) -> Tree:
    found = _documents(folder / FILE)[0]
    if found.get("kind") != kind:
        raise CannotRender(f"is of the kind {found.get('kind')} where a {kind} is wanted", folder / FILE)
    unknown = sorted(set(found) - KNOWN)
    if unknown:
        raise CannotRender(f"uses `{unknown[0]}`, which this check can't render", folder / FILE)
    return found


def _documents(path: Path) -> list[Tree]:
    if not path.is_file():
        raise CannotRender(f"names {path.name}, which is not there", path)
    try:
        found = documents(path.read_text())
    except yaml.YAMLError as error:
        raise CannotRender(f"names {path.name}, which is not YAML: {' '.join(str(error).split())}", path) from error
    if not found or not all(isinstance(one, dict) for one in found):
        raise CannotRender(f"names {path.name}, which holds something else than objects", path)
    return found


def _resource(path: Path, root: Path) -> Iterator[Made]:
    if path.is_dir():
        yield from render(path, root)
        return
    for found in _documents(path):
        if not (isinstance(found.get("kind"), str) and isinstance(dig(found, "metadata", "name"), str)):
            raise CannotRender(f"names {path.name}, where an object has no kind or no name", path)
        yield Made(found, place_of(path, root))


def _refuse_twins(made: list[Made]) -> None:
    seen = set()
    for one in made:
        if one.title in seen:
            raise CannotRender(f"has two objects {one.title}")
        seen.add(one.title)
