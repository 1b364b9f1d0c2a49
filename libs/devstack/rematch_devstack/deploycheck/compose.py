"""docker-compose.yml against the services' settings and the Compose words that it may use."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from rematch_devstack.deploycheck.environment import needed
from rematch_devstack.deploycheck.interpolation import Unset, fill, read_env
from rematch_devstack.deploycheck.knowledge import Knowledge
from rematch_devstack.deploycheck.problems import Problem, Tree, dig, pinned

FILE = "docker-compose.yml"
TOP = {"name", "services", "volumes", "networks", "configs", "secrets"}
_WORDS = (
    "build cap_drop command container_name cpus depends_on deploy entrypoint environment env_file expose healthcheck "
    "hostname image init labels logging mem_limit networks ports profiles read_only restart security_opt shm_size "
    "stop_grace_period stop_signal tmpfs ulimits user volumes working_dir"
)
WORDS = frozenset(_WORDS.split())
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


def check_compose(root: Path, services: Mapping[str, Knowledge]) -> tuple[int, list[Problem]]:
    """How many services the file starts, and what is wrong with it."""
    try:
        project = fill(yaml.safe_load((root / FILE).read_text()), read_env(root / ".env.example"))
    except Unset as unset:
        return 0, [Problem(FILE, f"uses ${{{unset}}}, which .env.example doesn't set")]
    except yaml.YAMLError as error:
        return 0, [Problem(FILE, f"is not YAML: {' '.join(str(error).split())}")]
    started: dict[str, Tree] = dig(project, "services") or {}
    said = [
        *(f"uses `{word}`, which is no word of Compose" for word in project if not _top(word)),
        *(f"has no service {name}" for name in services if name not in started),
        *(f"service {name} {text}" for name, one in started.items() for text in _of_any(one, started, project)),
        *(
            f"service {name} {text}"
            for name in services
            if name in started
            for text in _of_ours(name, started, services[name])
        ),
    ]
    return len(started), [Problem(FILE, sentence) for sentence in said]


def _top(word: str) -> bool:
    return word in TOP or word.startswith("x-")


def _of_any(service: Tree, started: Mapping[str, Tree], project: Tree) -> Iterator[str]:
    for word in sorted(set(service) - WORDS):
        yield f"uses `{word}`, which is no word of Compose that we use"
    if not pinned(service.get("image", "")):
        yield f"runs {service.get('image')}, which names no version"
    if "mem_limit" not in service:
        yield "has no mem_limit"
    for volume in service.get("volumes", []):
        source = volume.partition(":")[0]
        if not source.startswith((".", "/")) and source not in (project.get("volumes") or {}):
            yield f"mounts the volume {source}, which is not declared"
    for target, wish in service.get("depends_on", {}).items():
        yield from _of_dependency(target, wish.get("condition"), started)


def _of_dependency(target: str, condition: str, started: Mapping[str, Tree]) -> Iterator[str]:
    if target not in started:
        yield f"depends on {target}, which is not there"
        return
    if condition not in CONDITIONS:
        yield f"waits for {target} to be {condition}, which is no condition"
    asks = dig(started[target], "healthcheck", "test") or "build" in started[target]
    if condition == "service_healthy" and not asks:
        yield f"waits for {target} to be healthy, and {target} has no healthcheck"


def _of_ours(name: str, started: Mapping[str, Tree], known: Knowledge) -> Iterator[str]:
    service = started[name]
    if dig(service, "build", "args", "SERVICE") != name:
        yield f"builds SERVICE={dig(service, 'build', 'args', 'SERVICE')}"
    if service.get("image", "").partition(":")[0] != f"rematch/{name}":
        yield f"runs {service.get('image')}, not rematch/{name}"
    for port in service.get("ports", []):
        if port.rpartition(":")[2] != str(known.port):
            yield f"publishes {port}, but its settings name the port {known.port}"
    yield from _of_environment(service.get("environment", {}), started, known)


def _of_environment(environment: Mapping[str, str], started: Mapping[str, Tree], known: Knowledge) -> Iterator[str]:
    for variable in sorted(set(environment) - known.names):
        yield f"sets {variable}, which its settings don't know"
    for variable in sorted(needed(known) - set(environment)):
        yield f"doesn't set {variable}"
    for variable, value in environment.items():
        for host in _hosts(variable, value) - set(started):
            yield f"looks for {host} ({variable}), which is no service of this file"


def _hosts(variable: str, value: str) -> set[str]:
    if variable == "REMATCH_KAFKA_BOOTSTRAP":
        return {address.rpartition(":")[0] for address in value.split(",")}
    return {urlsplit(value).hostname or ""} if variable.endswith("_URL") else set()
