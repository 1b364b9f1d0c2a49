"""What the pods of a service are told: names that its settings know, all that it needs, and no secret in a file."""

from collections.abc import Iterator, Mapping

from rematch_devstack.deploycheck import files
from rematch_devstack.deploycheck.knowledge import Knowledge
from rematch_devstack.deploycheck.problems import Made, Tree, dig

# Of the role that owns the tables: in a cluster the job that migrates has it, and nobody else.
OWNER = "REMATCH_MIGRATIONS_URL"
Told = Mapping[str, str | None]


def complaints(workload: Tree, index: Mapping[str, Made], known: Knowledge) -> Iterator[str]:
    """What is wrong with it, a sentence without its subject each."""
    pod = workload["spec"]["template"]["spec"]
    container = pod["containers"][0]
    configs = [str(dig(source, "configMapRef", "name")) for source in container.get("envFrom", [])]
    yield from (
        f"reads the ConfigMap {name}, which is not there" for name in configs if f"ConfigMap/{name}" not in index
    )
    told: dict[str, str | None] = {}
    for name in configs:
        told |= index[f"ConfigMap/{name}"].tree.get("data", {}) if f"ConfigMap/{name}" in index else {}
    told |= {variable["name"]: variable.get("value") for variable in container.get("env", [])}
    yield from _of_names(told, known)
    yield from _of_secrets(told, known)
    yield from files.complaints(pod, container, workload["metadata"]["name"], told)


def needed(known: Knowledge) -> set[str]:
    """The names without which a service can't work outside one machine."""
    stores = {"REMATCH_DATABASE_URL", OWNER} if known.has_database else set()
    return {"REMATCH_KAFKA_BOOTSTRAP"} | stores | ({"REMATCH_QDRANT_URL"} & known.names)


def _of_names(told: Told, known: Knowledge) -> Iterator[str]:
    for name in sorted(set(told) - known.names):
        yield f"sets {name}, which its settings don't know"
    for name in sorted(needed(known) - {OWNER}):
        if name not in told and f"{name}_FILE" not in told:
            yield f"doesn't set {name}"


def _of_secrets(told: Told, known: Knowledge) -> Iterator[str]:
    if known.has_database and told.get("REMATCH_MIGRATE") != "false":
        yield "migrates its schema itself (REMATCH_MIGRATE is not false)"
    if {OWNER, f"{OWNER}_FILE"} & set(told):
        yield f"has {OWNER}, which is the job's alone"
    for name, value in told.items():
        if value is not None and known.is_secret(name):
            yield f"holds {name} as a value; it belongs into a Secret"
