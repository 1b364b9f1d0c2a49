"""A process that dies at a named point, in the place of the usual one."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from rematch_common.faults import EXIT_CODE
from tests.reliability.harness.system import System

# Until a process that has just started, behind the session of one that is dead, has reached its point.
PATIENCE = 90.0


async def dies(
    system: System, service: str, point: str, asked: Coroutine[Any, Any, Any] | None = None, **env: str
) -> None:
    """Until it reaches the point, which may need something to be `asked`, and more in its environment."""
    armed = await system.spawn(service, REMATCH_FAULT_POINT=point, **env)
    asking = asyncio.ensure_future(asked or asyncio.sleep(0))
    try:
        code = await asyncio.wait_for(armed.wait(), PATIENCE)
        assert code == EXIT_CODE, f"{service} ended with {code} before it reached {point}: {system.said[service][-3:]}"
    except TimeoutError:
        raise AssertionError(f"{service} never reached {point}") from None
    finally:
        asking.cancel()
        armed.kill()
        await armed.wait()
