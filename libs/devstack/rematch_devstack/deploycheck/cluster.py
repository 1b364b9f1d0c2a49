"""The rendered base against the schemas of Kubernetes, the pods' rules, and what the services know and need."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from rematch_devstack.deploycheck import pods, workloads
from rematch_devstack.deploycheck.knowledge import Knowledge
from rematch_devstack.deploycheck.kustomize import CannotRender, render
from rematch_devstack.deploycheck.problems import Problem, Tree, dig

KUBERNETES = "1.37"
COPIES, LEAST_COPIES = "REMATCH_TOPIC_REPLICATION", 3


def check_base(root: Path, services: Mapping[str, Knowledge]) -> tuple[int, list[Problem]]:
    """How many objects deploy/k8s/base renders to, and what is wrong with them."""
    base = root / "deploy" / "k8s" / "base"
    where = base.relative_to(root).as_posix()
    try:
        objects = render(base)
    except CannotRender as error:
        return 0, [Problem(f"{where}/kustomization.yaml", str(error))]
    broken = list(_against_schemas(objects))
    # The other rules may rely on the objects' shape once the schemas have accepted it.
    found = broken or [*_pods(objects), *workloads.complaints(objects, services), *_fences(objects), *_topics(objects)]
    return len(objects), [Problem(where, sentence) for sentence in found]


def title(found: Tree) -> str:
    return f"{found['kind']}/{found['metadata']['name']}"


def _against_schemas(objects: list[Tree]) -> Iterator[str]:
    import kubernetes_validate

    for found in objects:
        try:
            kubernetes_validate.validate(found, KUBERNETES, strict=True)
        except kubernetes_validate.ValidationError as error:
            path = ".".join(str(step) for step in error.absolute_path) or "the object"
            yield f"{title(found)} is refused by Kubernetes {KUBERNETES}: {path}: {error.message}"
        except (kubernetes_validate.SchemaNotFoundError, KeyError):
            yield f"{title(found)}: Kubernetes {KUBERNETES} has no such kind in apiVersion {found.get('apiVersion')}"


def _pods(objects: list[Tree]) -> Iterator[str]:
    accounts = {found["metadata"]["name"] for found in objects if found["kind"] == "ServiceAccount"}
    for found in objects:
        pod = dig(found, "spec", "template", "spec")
        if pod is None:
            continue
        if pod.get("serviceAccountName") not in accounts:
            yield f"{title(found)} has no ServiceAccount of its own ({pod.get('serviceAccountName')})"
        for complaint in pods.complaints(pod):
            yield f"{title(found)} {complaint}"


def _topics(objects: list[Tree]) -> Iterator[str]:
    """The topics of a cluster outlive a broker."""
    jobs = [found for found in objects if found["kind"] == "Job" and found["metadata"]["name"] == "topics"]
    if not jobs:
        yield "no Job/topics makes the topics"
    for job in jobs:
        environment = job["spec"]["template"]["spec"]["containers"][0].get("env", [])
        copies = {variable["name"]: variable.get("value", "") for variable in environment}.get(COPIES, "")
        if not copies.isdecimal() or int(copies) < LEAST_COPIES:
            yield f"Job/topics doesn't set {COPIES} to {LEAST_COPIES} or more"


def _fences(objects: list[Tree]) -> Iterator[str]:
    policies = [found["spec"] for found in objects if found["kind"] == "NetworkPolicy"]
    closed = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    if closed not in policies:
        yield "no NetworkPolicy denies everything that the others don't allow"
    levels = [found["metadata"].get("labels", {}) for found in objects if found["kind"] == "Namespace"]
    if not any(labels.get("pod-security.kubernetes.io/enforce") == "restricted" for labels in levels):
        yield "no Namespace enforces the Pod Security level `restricted`"
