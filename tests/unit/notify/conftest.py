from collections.abc import AsyncIterator

import pytest

from rematch_devstack.standin.endpoints import Endpoints
from tests.unit.notify.aiming import Aim, here


@pytest.fixture
async def endpoints() -> AsyncIterator[Endpoints]:
    async with Endpoints() as running:
        yield running


@pytest.fixture
def name() -> str:
    """Which channel: a test says so by a parameter of this name."""
    return "webhook"


@pytest.fixture
async def aim(name: str, endpoints: Endpoints) -> AsyncIterator[Aim]:
    async with here() as client:
        yield Aim(name, client, endpoints, endpoints.url(""))
