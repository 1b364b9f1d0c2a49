"""The rules for every pod: Pod Security `restricted` in full, and a few of our own."""

from collections.abc import Iterator
from typing import Any

from rematch_devstack.deploycheck.problems import Tree, dig, pinned

VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
PROFILES = {"RuntimeDefault", "Localhost"}

# Path, the value it must have, and what to say otherwise. None: not set, or false.
POD_RULES = (
    ("automountServiceAccountToken", False, "mounts a token for the cluster's API (automountServiceAccountToken)"),
    ("enableServiceLinks", False, "lets Kubernetes add environment names of other Services (enableServiceLinks)"),
    ("securityContext.runAsNonRoot", True, "may run as root (securityContext.runAsNonRoot)"),
    ("securityContext.seccompProfile.type", "RuntimeDefault", "has no seccompProfile RuntimeDefault"),
    ("securityContext.sysctls", None, "sets sysctls"),
    ("securityContext.seLinuxOptions", None, "sets seLinuxOptions"),
    ("securityContext.windowsOptions", None, "sets windowsOptions"),
    ("hostNetwork", None, "uses the host's network (hostNetwork)"),
    ("hostPID", None, "sees the host's processes (hostPID)"),
    ("hostIPC", None, "shares the host's memory (hostIPC)"),
    ("ephemeralContainers", None, "has ephemeralContainers"),
)
CONTAINER_RULES = (
    ("securityContext.allowPrivilegeEscalation", False, "may gain privileges (allowPrivilegeEscalation)"),
    ("securityContext.readOnlyRootFilesystem", True, "may write to its root file system (readOnlyRootFilesystem)"),
    ("securityContext.capabilities", {"drop": ["ALL"]}, "keeps capabilities (drop: [ALL], add: none)"),
    ("securityContext.privileged", None, "is privileged"),
    ("securityContext.runAsNonRoot", None, "changes runAsNonRoot for one container"),
    ("securityContext.runAsUser", None, "changes runAsUser for one container"),
    ("securityContext.procMount", None, "changes procMount"),
    ("securityContext.seLinuxOptions", None, "sets seLinuxOptions"),
    ("securityContext.windowsOptions", None, "sets windowsOptions"),
    ("securityContext.seccompProfile", None, "changes seccompProfile for one container"),
    ("securityContext.appArmorProfile", None, "changes appArmorProfile for one container"),
)
NEEDED = (
    *("requests.cpu", "requests.memory", "requests.ephemeral-storage"),
    *("limits.memory", "limits.ephemeral-storage"),
)
_ASKS = (
    *("livenessProbe", "readinessProbe", "startupProbe"),
    *("lifecycle.preStop", "lifecycle.postStart"),
)


def complaints(pod: Tree) -> Iterator[str]:
    """What is wrong with the spec of a pod, a sentence without its subject each."""
    yield from _broken(pod, POD_RULES)
    if not dig(pod, "securityContext", "runAsUser"):
        yield "has no user other than root (securityContext.runAsUser)"
    if dig(pod, "securityContext", "appArmorProfile", "type") not in (None, *PROFILES):
        yield "has an appArmorProfile that confines nothing"
    for volume in pod.get("volumes", []):
        yield from _of_volume(volume)
    for container in [*pod.get("initContainers", []), *pod["containers"]]:
        for complaint in _of_container(container, pod):
            yield f"has a container {container['name']} that {complaint}"


def _of_volume(volume: Tree) -> Iterator[str]:
    for kind in sorted(set(volume) - {"name"} - VOLUMES):
        yield f"mounts a volume of the kind {kind}, which `restricted` forbids (volumes, {volume['name']})"
    if "emptyDir" in volume and not dig(volume, "emptyDir", "sizeLimit"):
        yield f"has an emptyDir without a sizeLimit (volumes, {volume['name']})"


def _of_container(container: Tree, pod: Tree) -> Iterator[str]:
    yield from _broken(container, CONTAINER_RULES)
    if not pinned(container.get("image", "")):
        yield f"runs {container.get('image')}, which names no version"
    for path in NEEDED:
        if dig(container, "resources", *path.split(".")) is None:
            yield f"has no resources.{path}"
    yield from _of_hosts(container)
    mounted = {mount["mountPath"]: mount["name"] for mount in container.get("volumeMounts", [])}
    writable = {volume["name"] for volume in pod.get("volumes", []) if "emptyDir" in volume}
    if mounted.get("/tmp") not in writable:
        yield "has no emptyDir at /tmp"


def _of_hosts(container: Tree) -> Iterator[str]:
    for port in container.get("ports", []):
        if "hostPort" in port:
            yield f"takes the host's port {port['hostPort']} (hostPort)"
    for place in _ASKS:
        if _elsewhere(dig(container, *place.split("."))):
            yield f"asks another host ({place})"


def _elsewhere(probe: Any) -> bool:
    return any(dig(probe, kind, "host") for kind in ("httpGet", "tcpSocket"))


def _broken(tree: Tree, rules: tuple[tuple[str, object, str], ...]) -> Iterator[str]:
    for path, wanted, complaint in rules:
        found = dig(tree, *path.split("."))
        if found != wanted and not (wanted is None and found is False):
            yield complaint
