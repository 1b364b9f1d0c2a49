"""Images built from the Dockerfile's own commands, once a run, where this machine can make rooms."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.images.building import Building
from tests.images.room import NEEDED, possible
from tests.servers import KAFKA

Build = Callable[..., Building]


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """`build("match", "bedrock")`: the image of a service, with extras."""
    if not possible(tmp_path_factory.mktemp("possible") / "room"):
        pytest.skip(f"the Dockerfile's commands can't be run here: they need {NEEDED}")

    @cache
    def made(service: str, *extras: str) -> Building:
        folder = tmp_path_factory.mktemp(service)
        return Building(folder, {"SERVICE": service, "EXTRAS": " ".join(extras), "VERSION": "9.9.9"})

    return made


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """The bootstrap address of a broker that has every topic of the contracts."""
    with KAFKA.use() as bootstrap:
        yield bootstrap
