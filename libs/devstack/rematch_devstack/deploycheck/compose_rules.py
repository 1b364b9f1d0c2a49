"""The rules for every service of docker-compose.yml, whoever made its image."""

from collections.abc import Iterator
from pathlib import Path

from rematch_devstack.deploycheck.compose_model import Project, Service
from rematch_devstack.deploycheck.problems import pinned

# Their images hold no program that could ask; `ready` asks them over the network.
ASKED_BY_READY = ("qdrant/qdrant", "otel/opentelemetry-collector-contrib", "jaegertracing/jaeger")
OURS = "rematch/"
LOOPBACK = "127.0.0.1:"


def complaints(service: Service, project: Project, root: Path) -> Iterator[str]:
    """What is wrong with it, a sentence without its subject each."""
    yield from _of_limits(service)
    yield from _of_volumes(service, project, root)
    yield from _of_health(service)
    for port in service.ports:
        if not port.startswith(LOOPBACK):
            yield f"publishes {port} to other machines, not {LOOPBACK}{port}"
    for target in service.depends_on:
        yield from _of_dependency(service, target, project)


def _of_limits(service: Service) -> Iterator[str]:
    if not pinned(service.image):
        yield f"runs {service.image}, which names no version"
    for word in ("mem_limit", "pids_limit", "logging"):
        if getattr(service, word) is None:
            yield f"has no {word}"
    if not service.profiles:
        yield "has no profiles: it would start with all of them"


def _of_volumes(service: Service, project: Project, root: Path) -> Iterator[str]:
    for volume in service.volumes:
        source, _, inside = volume.partition(":")
        if not source.startswith((".", "/")):
            if source not in project.volumes:
                yield f"mounts the volume {source}, which is not declared"
        elif not inside.endswith(":ro"):
            yield f"may write to {source}"
        # The engine would make an empty folder of that name.
        elif not (root / source).exists():
            yield f"mounts {source}, which is not there"


def _of_health(service: Service) -> Iterator[str]:
    image = service.image.partition(":")[0]
    # Ours have it in the image; what ends by itself is asked for its end.
    if not image.startswith((OURS, *ASKED_BY_READY)) and not (service.healthcheck and service.healthcheck.test):
        yield "has no healthcheck"


def _of_dependency(service: Service, target: str, project: Project) -> Iterator[str]:
    wish, other = service.depends_on[target], project.services.get(target)
    if other is None:
        yield f"depends on {target}, which is not there"
        return
    if wish.required and not set(service.profiles) <= set(other.profiles):
        yield f"depends on {target}, which is not in all of its profiles"
    disabled = other.healthcheck is not None and other.healthcheck.disable
    asks = other.healthcheck.test if other.healthcheck else other.image.startswith(OURS)
    if wish.condition == "service_healthy" and (disabled or not asks):
        yield f"waits for {target} to be healthy, and {target} has no healthcheck"
