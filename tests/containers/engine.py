"""The stores of docker-compose.yml as containers of the tests: the very same images and settings."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from rematch_devstack.deploycheck.interpolation import fill, read_env
from rematch_devstack.ports import Ports

ROOT = Path(__file__).parents[2]
SOCKET = Path("/var/run/docker.sock")
# As seen from the containers and from here; docker-compose.yml names the port of the second.
_INTERNAL, _HOST = 9092, 29092


def engine_is_here() -> bool:
    """Whether a Docker engine can be asked; a socket that nobody listens on is none."""
    if not (os.environ.get("DOCKER_HOST") or SOCKET.exists()):
        return False
    import docker
    from docker.errors import DockerException

    try:
        return bool(docker.from_env().ping())
    except DockerException:
        return False


@contextmanager
def kafka() -> Iterator[str]:
    """The bootstrap address of a broker, which may still be starting."""
    told = service("kafka")
    with Ports() as ports:
        port = ports.free()
    running = _container(told).with_bind_ports(_HOST, port).with_kwargs(hostname="kafka")
    host = running.get_docker_client().host()
    running.with_env("KAFKA_ADVERTISED_LISTENERS", f"INTERNAL://kafka:{_INTERNAL},HOST://{host}:{port}")
    with running:
        yield f"{host}:{port}"


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a server that may still be starting, `{role}` for whoever connects."""
    running = _container(service("postgres")).with_exposed_ports(5432)
    running.with_env("POSTGRES_PASSWORD", "word-of-postgres")
    with running:
        address = f"{running.get_container_host_ip()}:{running.get_exposed_port(5432)}"
        yield f"postgresql://{{role}}:word-of-{{role}}@{address}/rematch"


@contextmanager
def qdrant() -> Iterator[str]:
    """Where a Qdrant that may still be starting answers over HTTP."""
    with _container(service("qdrant")).with_exposed_ports(6333) as running:
        yield f"http://{running.get_container_host_ip()}:{running.get_exposed_port(6333)}"


@cache
def service(name: str) -> dict[str, Any]:
    """What docker-compose.yml says of one of its services, with the values of .env.example."""
    tree = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    found: dict[str, Any] = fill(tree, read_env(ROOT / ".env.example"))["services"][name]
    return found


def _container(told: dict[str, Any]) -> Any:
    from testcontainers.core.container import DockerContainer

    limits = {word: told[word] for word in ("mem_limit", "shm_size") if word in told}
    return DockerContainer(told["image"], env=dict(told.get("environment", {}))).with_kwargs(**limits)
