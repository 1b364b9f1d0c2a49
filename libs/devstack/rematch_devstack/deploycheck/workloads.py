"""A service in the cluster: its Deployment, its Service, its probes and its environment."""

from collections.abc import Iterator, Mapping

from rematch_devstack.deploycheck.knowledge import Knowledge
from rematch_devstack.deploycheck.problems import Tree, dig

# SIGTERM to exit takes up to 30 s; the rest is for the endpoints to be withdrawn.
GRACE_SECONDS = 60
START_SECONDS = 120
PROBES = {"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"}


def complaints(objects: list[Tree], services: Mapping[str, Knowledge]) -> Iterator[str]:
    """What is wrong with the workloads of the workspace's services, a sentence each."""
    index = {(found["kind"], found["metadata"]["name"]): found for found in objects}
    for name, known in services.items():
        deployment, service = index.get(("Deployment", name)), index.get(("Service", name))
        if deployment is None:
            yield f"service {name} has no Deployment"
            continue
        said = [*_of_deployment(deployment, name, known), *_of_environment(deployment, index, known)]
        yield from (f"Deployment/{name} {sentence}" for sentence in said)
        if service is None:
            yield f"service {name} has no Service"
        else:
            yield from (f"Service/{name} {sentence}" for sentence in _of_service(service, deployment, known))
    yield from _of_budgets(index, services)


def _of_deployment(deployment: Tree, name: str, known: Knowledge) -> Iterator[str]:
    pod = deployment["spec"]["template"]["spec"]
    container = pod["containers"][0]
    if container["image"].partition(":")[0] != f"rematch/{name}":
        yield f"runs {container['image']}, not rematch/{name}"
    if _selected(deployment["spec"]["selector"].get("matchLabels"), deployment):
        yield "selects labels that its pods don't have"
    if pod.get("terminationGracePeriodSeconds", 30) < GRACE_SECONDS:
        yield f"gives its pods less than {GRACE_SECONDS} s to finish (terminationGracePeriodSeconds)"
    if container.get("ports") != [{"name": "http", "containerPort": known.port}]:
        yield f"doesn't open the port http, {known.port}, that its settings name"
    for probe, path in PROBES.items():
        if dig(container, probe, "httpGet") != {"path": path, "port": "http"}:
            yield f"has no {probe} that asks {path} on the port http"
    start = container.get("startupProbe", {})
    if start.get("periodSeconds", 10) * start.get("failureThreshold", 3) < START_SECONDS:
        yield f"has a startupProbe that gives up before {START_SECONDS} s"


def _of_environment(deployment: Tree, index: Mapping[tuple[str, str], Tree], known: Knowledge) -> Iterator[str]:
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    named = {variable["name"] for variable in container.get("env", [])}
    for source in container.get("envFrom", []):
        reference = dig(source, "configMapRef", "name")
        config = index.get(("ConfigMap", str(reference)))
        if config is None:
            yield f"reads the ConfigMap {reference}, which is not there"
        else:
            named |= set(config.get("data", {}))
    for name in sorted(named - known.names):
        yield f"sets {name}, which its settings don't know"
    for name in sorted(needed(known) - named):
        yield f"doesn't set {name}"
    for variable in container.get("env", []):
        if variable["name"].endswith(("DATABASE_URL", "MIGRATIONS_URL")) and "value" in variable:
            yield f"holds {variable['name']} as a value; it belongs into a Secret"


def needed(known: Knowledge) -> set[str]:
    """The names without which a service can't work outside one machine."""
    needs = {"REMATCH_KAFKA_BOOTSTRAP"}
    if known.has_database:
        needs |= {"REMATCH_DATABASE_URL", "REMATCH_MIGRATIONS_URL"}
    return needs | ({"REMATCH_QDRANT_URL"} & known.names)


def _of_service(service: Tree, deployment: Tree, known: Knowledge) -> Iterator[str]:
    if _selected(service["spec"].get("selector"), deployment):
        yield "selects labels that the Deployment's pods don't have"
    ports = [(port["port"], port.get("targetPort")) for port in service["spec"].get("ports", [])]
    if ports != [(known.port, "http")]:
        yield f"doesn't lead port {known.port} to the pods' port http"


def _of_budgets(index: Mapping[tuple[str, str], Tree], services: Mapping[str, Knowledge]) -> Iterator[str]:
    for name in services:
        replicas = dig(index.get(("Deployment", name)), "spec", "replicas") or 1
        budget = index.get(("PodDisruptionBudget", name))
        if replicas > 1 and budget is None:
            yield f"service {name} has {replicas} replicas and no PodDisruptionBudget"
        if budget is not None and dig(budget, "spec", "minAvailable") == replicas:
            yield f"PodDisruptionBudget/{name} lets no node be drained (minAvailable equals replicas)"


def _selected(selector: Tree | None, deployment: Tree) -> set[tuple[str, str]]:
    """The labels of a selector that the pods lack; everything, when there is no selector."""
    labels: Tree = dig(deployment, "spec", "template", "metadata", "labels") or {}
    return set((selector or {"": "no selector"}).items()) - set(labels.items())
