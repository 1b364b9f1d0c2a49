"""A server that answers in OpenAI's protocol as it is told to, and providers that ask it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest

from rematch_match.adapters.judges import Access, open_provider
from rematch_match.ports.providers import Provider
from tests.unit.match.judges.asking import KEY, Open, answer
from tests.unit.match.judges.scripted import Scripted, scripted


@pytest.fixture
def server() -> Iterator[Scripted]:
    with scripted() as server:
        server.answer = (200, answer("{}"), {})
        yield server


@pytest.fixture
async def opened(server: Scripted) -> AsyncIterator[Open]:
    all_opened: list[Provider] = []

    def open_one(name: str = "openai", **more: Any) -> Provider:
        access = Access(key=lambda: KEY, url=f"{server.url}/v1", timeout=5)
        all_opened.append(open_provider(name, replace(access, **more)))
        return all_opened[-1]

    yield open_one
    for provider in all_opened:
        await provider.close()
