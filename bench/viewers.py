"""What the console costs while ten people watch postings flow: python -m bench.viewers [SECONDS]

Alone, and with ten viewers of the page with the most on it, while postings come at a steady pace.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
import psutil

from bench.harness import Report, Target, console, running, table, write_report
from bench.pipeline import publish_steadily, take_in
from bench.processes import Load, Others, family, memory_of
from rematch_devstack.ports import LOOPBACK
from rematch_devstack.system import System

SECONDS, SETTLE = 60.0, 10.0
VIEWERS = 10
PEOPLE, PER_SECOND = 200, 2
LIMIT = 2.0


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one stretch: per cent of a core that the console used, and frames that each viewer got a second."""

    viewers: int
    cpu: float
    frames: Sequence[float]
    others: float


class Viewer:
    """Reads the stream as a browser does, and counts frames."""

    def __init__(self, url: str) -> None:
        self.frames = self.largest = 0
        self._url = url

    async def run(self, client: httpx.AsyncClient) -> None:
        async with client.stream("GET", self._url) as told:
            async for line in told.aiter_lines():
                if line.startswith("data:"):
                    self.frames, self.largest = self.frames + 1, max(self.largest, len(line))


async def measure(seconds: float) -> tuple[list[Seen], int, float]:
    async with running() as system:
        page = await start_console(system)
        await take_in(system.bootstrap, PEOPLE)
        enough = range(round(PER_SECOND * (2 * SETTLE + 2 * seconds)))
        flow = asyncio.create_task(publish_steadily(system.bootstrap, PER_SECOND, enough))
        await asyncio.sleep(SETTLE)
        seen = [await stretch(system, [], seconds)]
        viewers = [Viewer(f"{page}/flow/stream") for _ in range(VIEWERS)]
        async with httpx.AsyncClient(timeout=30.0) as client, asyncio.TaskGroup() as group:
            watching = [group.create_task(viewer.run(client)) for viewer in viewers]
            await asyncio.sleep(SETTLE)
            seen.append(await stretch(system, viewers, seconds))
            for task in watching:
                task.cancel()
        await flow
        return seen, max(viewer.largest for viewer in viewers), memory_of(console_of(system)["console"]).pss


async def start_console(system: System) -> str:
    """Where it answers, beside the others; whoever comes may look."""
    urls = {f"REMATCH_{name.upper()}_URL": system.url(name, "") for name in system.ports}
    port = system.stack.ports.free()
    system.supervisor.add(system.spec("console", {**urls, "REMATCH_CONSOLE_OPEN": "true"}, port=port))
    await system.supervisor.start("console")
    return f"http://{LOOPBACK}:{port}"


def console_of(system: System) -> dict[str, list[psutil.Process]]:
    pid = system.supervisor.pid("console")
    assert pid is not None
    return {"console": family(pid)}


async def stretch(system: System, viewers: Sequence[Viewer], seconds: float) -> Seen:
    load, others, before = Load(console_of(system)), Others(), [viewer.frames for viewer in viewers]
    await asyncio.sleep(seconds)
    frames = [(viewer.frames - count) / seconds for viewer, count in zip(viewers, before, strict=True)]
    return Seen(len(viewers), 100 * load.cores()["console"], frames, others.cores())


def report(seen: Sequence[Seen], largest: int, pss: float, seconds: float) -> Report:
    alone, watched = seen
    figures = {
        "seconds": seconds,
        "postings_per_second": PER_SECOND,
        "viewers": watched.viewers,
        "cpu_percent_of_a_core": {"alone": round(alone.cpu, 2), "watched": round(watched.cpu, 2)},
        "frames_per_second_of_each": {"least": round(min(watched.frames), 2), "most": round(max(watched.frames), 2)},
        "largest_frame_bytes": largest,
        "pss_mib": round(pss, 1),
    }
    target = Target(f"the console with {watched.viewers} viewers", round(watched.cpu, 2), LIMIT, "% of a core")
    return Report("viewers", figures, [target], [one.others for one in seen])


async def main(seconds: float) -> None:
    seen, largest, pss = await measure(seconds)
    rows = [(one.viewers, f"{one.cpu:.2f}", f"{min(one.frames, default=0):.2f}") for one in seen]
    table("The console", ("viewers", "CPU % of a core", "frames a second"), rows)
    console.print(f"{pss:.0f} MiB, largest frame {largest:,} bytes")
    write_report(report(seen, largest, pss, seconds))


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
