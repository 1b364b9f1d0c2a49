"""A problem is a place and one sentence."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Tree = dict[str, Any]
# libyaml's, where PyYAML was built with it, is ten times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and in which file."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Made:
    """One rendered object, and the file that it stands in before it is patched."""

    tree: Tree
    file: str

    @property
    def title(self) -> str:
        return f"{self.tree['kind']}/{self.tree['metadata']['name']}"


class CannotRender(Exception):
    """The kustomization names something that is missing, or uses a word that this renderer doesn't know."""

    def __init__(self, what: str, file: Path | None = None) -> None:
        super().__init__(what)
        self.file = file


def documents(text: str) -> list[Any]:
    """The documents of a YAML file. Raises yaml.YAMLError."""
    return [found for found in yaml.load_all(text, _LOADER) if found is not None]


def place_of(path: Path, root: Path) -> str:
    """A path as people know it: below the workspace, where it is there."""
    path, root = path.resolve(), root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def is_custom(tree: Tree) -> bool:
    """Whether the kind is no part of Kubernetes itself."""
    group = str(tree.get("apiVersion", "")).rpartition("/")[0]
    return "." in group and not group.endswith(".k8s.io")


def dig(tree: Any, *path: str) -> Any:
    """The value at a path of keys, or None where the path ends early."""
    for key in path:
        if not isinstance(tree, dict):
            return None
        tree = tree.get(key)
    return tree


def pinned(image: str) -> bool:
    """Whether an image names a version or a digest that does not move by itself."""
    tag = image.rpartition("/")[2].partition(":")[2]
    return "@sha256:" in image or tag not in ("", "latest")
