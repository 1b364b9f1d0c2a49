"""The rules for the workspace's own services in docker-compose.yml: their images, their locks, what they are told."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from rematch_devstack.deploycheck.compose_model import Project, Service
from rematch_devstack.deploycheck.environment import needed
from rematch_devstack.deploycheck.interpolation import read_env
from rematch_devstack.deploycheck.knowledge import Knowledge

# What `rematch doctor --stack` reads beside the services' settings.
DOCTOR = {"REMATCH_WATCHERS", "REMATCH_ADDRESSES"}
LOCKED = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]}
# SIGTERM to exit takes up to 30 s.
GRACE = ("40s", "60s")


def complaints(root: Path, project: Project, services: Mapping[str, Knowledge]) -> Iterator[str]:
    """What is wrong, a sentence each."""
    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    for name, known in services.items():
        if name not in project.services:
            yield f"has no service {name}"
            continue
        said = [*_of_member(name, project, known), *_of_environment(project.services[name], project, known)]
        yield from (f"service {name} {sentence}" for sentence in said)
    for name, service in project.services.items():
        if service.image.startswith("rematch/"):
            yield from (f"service {name} {sentence}" for sentence in _of_image(service, version))
            yield from (f"service {name} {sentence}" for sentence in _of_files(root, service, project, services))


def _of_image(service: Service, version: str) -> Iterator[str]:
    if service.image.partition(":")[2] != version:
        yield f"runs {service.image}, but the workspace is at {version}"
    for word, wanted in LOCKED.items():
        if getattr(service, word) != wanted:
            yield f"has {word} {getattr(service, word)}, not {wanted}"
    if "/tmp" not in service.tmpfs:
        yield "has no tmpfs at /tmp"


def _of_member(name: str, project: Project, known: Knowledge) -> Iterator[str]:
    service = project.services[name]
    built = service.build.args.get("SERVICE") if service.build else None
    if built != name:
        yield f"builds SERVICE={built}"
    if service.image.partition(":")[0] != f"rematch/{name}":
        yield f"runs {service.image}, not rematch/{name}"
    if service.stop_grace_period not in GRACE:
        yield f"has {service.stop_grace_period} to finish (stop_grace_period), not {GRACE[0]}"
    for port in service.ports:
        if port.rpartition(":")[2] != str(known.port):
            yield f"publishes {port}, but its settings name the port {known.port}"


def _of_environment(service: Service, project: Project, known: Knowledge) -> Iterator[str]:
    for variable in sorted(name for name in service.environment if name not in known.names):
        yield f"sets {variable}, which its settings don't know"
    for variable in sorted(needed(known) - set(service.environment)):
        yield f"doesn't set {variable}"
    for variable, value in service.environment.items():
        for host in _hosts(variable, value) - set(project.services):
            yield f"looks for {host} ({variable}), which is no service of this file"


def _of_files(root: Path, service: Service, project: Project, services: Mapping[str, Knowledge]) -> Iterator[str]:
    """The files that say what a profile means: of services that it has, under names that somebody reads."""
    for file in service.env_file:
        if not (root / file).is_file():
            yield f"reads {file}, which is not there"
            continue
        told = read_env(root / file)
        for name in sorted(name for name in told if not _known(name, services)):
            yield f"reads {file}, which sets {name}, and no settings know that"
        for name in sorted(_addressed(told) - _published(project, Path(file).stem)):
            yield f"reads {file}, which tells of the port {name}, and no service publishes that"


def _known(name: str, services: Mapping[str, Knowledge]) -> bool:
    return name in DOCTOR or any(name in known.names for known in services.values())


def _addressed(told: Mapping[str, str]) -> set[str]:
    return {each.rpartition(":")[2] for each in told.get("REMATCH_ADDRESSES", "").split()}


def _published(project: Project, profile: str) -> set[str]:
    there = [service for service in project.services.values() if profile in service.profiles]
    return {port.split(":")[1] for service in there for port in service.ports}


def _hosts(variable: str, value: str) -> set[str]:
    if variable == "REMATCH_KAFKA_BOOTSTRAP":
        return {address.rpartition(":")[0] for address in value.split(",")}
    return {urlsplit(value).hostname or ""} if variable.endswith("_URL") else set()
