"""The files that pods are told of, and the Secrets that they come from: each service has its own and no other's."""

from collections.abc import Iterator, Mapping
from typing import Any

from rematch_devstack.deploycheck.problems import Tree, dig

_SUFFIX = "_FILE"
# Keys of Secrets that many share, and what a key of each is called that is one service's alone.
_SHARED = "rematch-database"
_PASSWORDS = "password"


def complaints(pod: Tree, container: Tree, name: str, told: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the files of a container of the service of that name, a sentence without its subject each."""
    brought = dict(_brought(pod, container))
    for variable, path in told.items():
        if variable.endswith(_SUFFIX) and path is not None and path not in brought:
            yield f"is told {variable}, {path}, which no volume brings (volumes, projected.sources)"
    for secret, key in brought.values():
        if secret == _SHARED and key != f"{name}-url":
            yield f"mounts {key} of the Secret {secret}, which is not its own (projected.sources)"
        elif key == _PASSWORDS and secret != f"rematch-{name}":
            yield f"mounts the password of {secret}, which is not its own (projected.sources)"


def _brought(pod: Tree, container: Tree) -> Iterator[tuple[str, tuple[str, str]]]:
    """By path, the Secret and its key."""
    volumes = {volume["name"]: volume for volume in pod.get("volumes", [])}
    for mount in container.get("volumeMounts", []):
        for source in dig(volumes.get(mount["name"]), "projected", "sources") or ():
            for item in dig(source, "secret", "items") or ():
                yield f"{mount['mountPath']}/{item['path']}", (source["secret"]["name"], item["key"])
