"""A second embed beside the one in force, whose model is being introduced."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rematch_common.contracts import Introduction
from rematch_devstack.processes import spawn
from rematch_devstack.topics import Shape, ensure_topics
from tests.reliability.harness.system import System

MODEL = Introduction("spare")


@asynccontextmanager
async def introducing(system: System) -> AsyncIterator[None]:
    """While it runs."""
    await ensure_topics(system.bootstrap, Shape(embedded=True), MODEL.topics)
    spec = system.replicas("embed", "embed-spare", REMATCH_INTRODUCING=MODEL.model)(1)
    child = await spawn("embed-spare", spec.command, lambda _, line: system.said["embed-spare"].append(line))
    try:
        yield
    finally:
        child.kill()
        await child.wait()
