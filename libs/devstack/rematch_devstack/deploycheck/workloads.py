"""A service in the cluster: its Deployment or StatefulSet, its Service, its probes, its environment, its budget."""

from collections.abc import Iterator, Mapping

from rematch_devstack.deploycheck import environment
from rematch_devstack.deploycheck.knowledge import Knowledge
from rematch_devstack.deploycheck.problems import Made, Problem, Tree, dig

# SIGTERM to exit takes up to 30 s, more than the longest batch (20 s); before it, the endpoints are withdrawn.
GRACE_SECONDS, WITHDRAWN = 60, 5
START_SECONDS = 120
PROBES = {"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"}
SPREAD = {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}
SCALED = ("Deployment", "StatefulSet")
Index = Mapping[str, Made]


def problems(index: Index, services: Mapping[str, Knowledge]) -> Iterator[Problem]:
    """What is wrong with the workloads of the workspace's services."""
    for name, known in services.items():
        workload, service = workload_of(name, index), index.get(f"Service/{name}")
        if workload is None:
            yield Problem("", f"service {name} has no Deployment")
            continue
        said = [*_of_workload(workload.tree, name, known), *environment.complaints(workload.tree, index, known)]
        yield from (Problem(workload.file, f"{workload.title} {sentence}") for sentence in said)
        if service is None:
            yield Problem(workload.file, f"service {name} has no Service")
        else:
            told = _of_service(service.tree, workload, known)
            yield from (Problem(service.file, f"Service/{name} {sentence}") for sentence in told)
        yield from _of_budget(name, index, workload)


def workload_of(name: str, index: Index) -> Made | None:
    """What runs the pods of that name."""
    return next((index[title] for kind in SCALED if (title := f"{kind}/{name}") in index), None)


def _of_workload(workload: Tree, name: str, known: Knowledge) -> Iterator[str]:
    pod = workload["spec"]["template"]["spec"]
    container = pod["containers"][0]
    if not f"/{container['image']}".partition(":")[0].partition("@")[0].endswith(f"/rematch/{name}"):
        yield f"runs {container['image']}, not rematch/{name}"
    if _selected(workload["spec"]["selector"].get("matchLabels"), workload):
        yield "selects labels that its pods don't have"
    if pod.get("terminationGracePeriodSeconds", 30) < GRACE_SECONDS:
        yield f"gives its pods less than {GRACE_SECONDS} s to finish (terminationGracePeriodSeconds)"
    if (dig(container, "lifecycle", "preStop", "sleep", "seconds") or 0) < WITHDRAWN:
        yield f"stops before it is withdrawn from its Service (lifecycle.preStop.sleep.seconds: {WITHDRAWN})"
    if container.get("ports") != [{"name": "http", "containerPort": known.port}]:
        yield f"doesn't open the port http, {known.port}, that its settings name"
    yield from _of_probes(container)
    spread = {rule.get("topologyKey") for rule in pod.get("topologySpreadConstraints", [])}
    if dig(workload, "spec", "replicas") != 1 and spread != SPREAD:
        yield "doesn't spread its pods over hosts and zones (topologySpreadConstraints)"


def _of_probes(container: Tree) -> Iterator[str]:
    for probe, path in PROBES.items():
        if dig(container, probe, "httpGet") != {"path": path, "port": "http"}:
            yield f"has no {probe} that asks {path} on the port http"
    start = container.get("startupProbe", {})
    if start.get("periodSeconds", 10) * start.get("failureThreshold", 3) < START_SECONDS:
        yield f"has a startupProbe that gives up before {START_SECONDS} s"


def _of_service(service: Tree, workload: Made, known: Knowledge) -> Iterator[str]:
    if _selected(service["spec"].get("selector"), workload.tree):
        yield f"selects labels that the pods of {workload.title} don't have"
    ports = [(port["port"], port.get("targetPort")) for port in service["spec"].get("ports", [])]
    if ports != [(known.port, "http")]:
        yield f"doesn't lead port {known.port} to the pods' port http"


def _of_budget(name: str, index: Index, workload: Made) -> Iterator[Problem]:
    budget = index.get(f"PodDisruptionBudget/{name}")
    if budget is None:
        yield Problem(workload.file, f"service {name} has no PodDisruptionBudget")
        return
    title = f"PodDisruptionBudget/{name}"
    if _selected(dig(budget.tree, "spec", "selector", "matchLabels"), workload.tree):
        yield Problem(budget.file, f"{title} selects labels that the pods of {workload.title} don't have")
    if dig(budget.tree, "spec", "maxUnavailable") in (None, 0, "0", "0%"):
        yield Problem(budget.file, f"{title} lets no node be drained (maxUnavailable)")


def _selected(selector: Tree | None, workload: Tree) -> set[tuple[str, str]]:
    """The labels of a selector that the pods lack; everything, when there is no selector."""
    labels: Tree = dig(workload, "spec", "template", "metadata", "labels") or {}
    return set((selector or {"": "no selector"}).items()) - set(labels.items())
