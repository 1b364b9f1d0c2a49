"""A side of a comparison in a process of its own, which tells what it measured in its last line."""

import asyncio
import json
from collections.abc import Mapping, Sequence


async def told_by(command: Sequence[str], seconds: float, env: Mapping[str, str] | None = None) -> dict[str, float]:
    """What it told. One that takes longer is killed; one that fails ends the benchmark."""
    child = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=env)
    try:
        async with asyncio.timeout(seconds):
            out, _ = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with exit code {child.returncode}")
    told: dict[str, float] = json.loads(out.splitlines()[-1])
    return told
