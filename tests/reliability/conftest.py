"""One system for all, and one line a test at the end of the run: what was done, and what it cost."""

import json
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.reliability.harness.scale import Scale
from tests.reliability.harness.system import System, system
from tests.reliability.harness.topics import Topics

Report = Callable[..., None]
_FIGURES = "figures"


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Report:
    """Note figures of a test, to be shown at the end of the run: with its report, which may come from a worker."""

    def note(**figures: object) -> None:
        request.node.user_properties.append((_FIGURES, f"{request.node.name} {json.dumps(figures, default=str)}"))

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [each for each in terminalreporter.getreports("passed") if each.when == "call"]
    if lines := [line for each in reports for name, line in each.user_properties if name == _FIGURES]:
        terminalreporter.section("reliability")
        for line in lines:
            terminalreporter.write_line(line)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def whole(scale: Scale) -> AsyncIterator[System]:
    """Everything running. Each test leaves it as it found it, and knows its own records by the name of its run."""
    with tempfile.TemporaryDirectory(prefix="rematch-", ignore_cleanup_errors=True) as folder:
        async with system(Path(folder), scale.session) as running:
            yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def topics(whole: System) -> AsyncIterator[Topics]:
    async with Topics(whole.bootstrap) as reader:
        yield reader
