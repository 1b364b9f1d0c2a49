"""A problem is a place and one sentence."""

from dataclasses import dataclass
from typing import Any

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and in which file."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


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
