"""The rules for every pod: Pod Security `restricted`, and a few of our own."""

from collections.abc import Iterator

from rematch_devstack.deploycheck.problems import Tree, dig, pinned

VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}

# Path, the value it must have, and what to say otherwise.
POD_RULES = (
    ("automountServiceAccountToken", False, "mounts a token for the cluster's API"),
    ("enableServiceLinks", False, "lets Kubernetes add environment names of other Services"),
    ("securityContext.runAsNonRoot", True, "may run as root (securityContext.runAsNonRoot)"),
    ("securityContext.seccompProfile.type", "RuntimeDefault", "has no seccompProfile RuntimeDefault"),
    ("hostNetwork", None, "uses the host's network"),
    ("hostPID", None, "sees the host's processes"),
    ("hostIPC", None, "shares the host's memory"),
)
CONTAINER_RULES = (
    ("securityContext.allowPrivilegeEscalation", False, "may gain privileges (allowPrivilegeEscalation)"),
    ("securityContext.readOnlyRootFilesystem", True, "may write to its root file system (readOnlyRootFilesystem)"),
    ("securityContext.capabilities", {"drop": ["ALL"]}, "keeps capabilities (drop: [ALL], add: none)"),
    ("securityContext.privileged", None, "is privileged"),
    ("securityContext.runAsNonRoot", None, "changes runAsNonRoot for one container"),
)
NEEDED = ("requests.cpu", "requests.memory", "limits.memory")


def complaints(pod: Tree) -> Iterator[str]:
    """What is wrong with the spec of a pod, a sentence without its subject each."""
    yield from _broken(pod, POD_RULES)
    if not dig(pod, "securityContext", "runAsUser"):
        yield "has no user other than root (securityContext.runAsUser)"
    for volume in pod.get("volumes", []):
        for kind in sorted(set(volume) - {"name"} - VOLUMES):
            yield f"mounts a volume of the kind {kind}, which `restricted` forbids"
    for container in [*pod.get("initContainers", []), *pod["containers"]]:
        for complaint in _of_container(container, pod):
            yield f"has a container {container['name']} that {complaint}"


def _of_container(container: Tree, pod: Tree) -> Iterator[str]:
    yield from _broken(container, CONTAINER_RULES)
    if not pinned(container.get("image", "")):
        yield f"runs {container.get('image')}, which names no version"
    for path in NEEDED:
        if dig(container, "resources", *path.split(".")) is None:
            yield f"has no resources.{path}"
    mounted = {mount["mountPath"]: mount["name"] for mount in container.get("volumeMounts", [])}
    writable = {volume["name"] for volume in pod.get("volumes", []) if "emptyDir" in volume}
    if mounted.get("/tmp") not in writable:
        yield "has no emptyDir at /tmp"


def _broken(tree: Tree, rules: tuple[tuple[str, object, str], ...]) -> Iterator[str]:
    for path, wanted, complaint in rules:
        found = dig(tree, *path.split("."))
        if found != wanted and not (wanted is None and found is False):
            yield complaint
