"""The job that goes before a roll-out: it makes the topics, and migrates every schema as the tables' owner."""

from collections.abc import Iterator, Mapping

from rematch_devstack.deploycheck import files
from rematch_devstack.deploycheck.knowledge import Knowledge
from rematch_devstack.deploycheck.problems import Made, Problem, Tree

JOB, COPIES, LEAST_COPIES = "Job/setup", "REMATCH_TOPIC_REPLICATION", 3
_TOPICS = ["rematch", "topics"]
_OWNERS = {"REMATCH_MIGRATIONS_URL_FILE", "REMATCH_MIGRATIONS_URL"}


def problems(index: Mapping[str, Made], services: Mapping[str, Knowledge]) -> Iterator[Problem]:
    """What is wrong with it, or that it isn't there."""
    job = index.get(JOB)
    if job is None:
        yield Problem("", f"no {JOB} makes the topics and migrates the schemas")
        return
    containers: list[Tree] = job.tree["spec"]["template"]["spec"]["containers"]
    brokers = sum(made.tree["spec"]["replicas"] for made in index.values() if made.tree["kind"] == "KafkaNodePool")
    said = [*_of_topics(containers, brokers), *_of_migrations(containers, services), *_of_files(job.tree)]
    yield from (Problem(job.file, f"{JOB} {sentence}") for sentence in said)


def _of_topics(containers: list[Tree], brokers: int) -> Iterator[str]:
    """The topics of a cluster outlive a broker; where it has one alone, that is known."""
    making = [one for one in containers if one.get("command", [])[:2] == _TOPICS]
    if not making:
        yield f"has no container that runs `{' '.join(_TOPICS)}`"
    least = LEAST_COPIES if brokers == 0 else min(LEAST_COPIES, brokers)
    for one in making:
        copies = _environment(one).get(COPIES, "")
        if not copies.isdecimal() or int(copies) < least:
            yield f"doesn't set {COPIES} to {least} or more"


def _of_migrations(containers: list[Tree], services: Mapping[str, Knowledge]) -> Iterator[str]:
    running = {_service(one): one for one in containers if one.get("args") == ["migrate"]}
    for name in (name for name, known in services.items() if known.has_database):
        if name not in running:
            yield f"has no container of rematch/{name} that runs `migrate`"
        elif not _OWNERS & set(_environment(running[name])):
            yield f"has a container {running[name]['name']} that doesn't set REMATCH_MIGRATIONS_URL_FILE"


def _of_files(job: Tree) -> Iterator[str]:
    pod = job["spec"]["template"]["spec"]
    for container in pod["containers"]:
        owns = "migrations" if container.get("args") == ["migrate"] else "setup"
        for sentence in files.complaints(pod, container, owns, _environment(container)):
            yield f"has a container {container['name']} that {sentence}"


def _service(container: Tree) -> str:
    return str(container.get("image", "")).rpartition("/")[2].partition(":")[0].partition("@")[0]


def _environment(container: Tree) -> dict[str, str]:
    return {variable["name"]: variable.get("value", "") for variable in container.get("env", [])}
