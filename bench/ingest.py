"""Postings a second over HTTP, acknowledged by Kafka, against a bare handler; and the memory of a large import.
`python -m bench.ingest [ROUNDS]`: one uvicorn worker a side, the same bodies, the same clients."""

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from bench.harness import Report, Target, console, running, spread, table, write_report
from bench.loop import raw_record
from bench.processes import Others, family, memory_of
from rematch_common.clock import utc_now
from rematch_devstack.processes import Command, spawn
from rematch_devstack.system import System
from rematch_devstack.waiting import until
from tests.reliability.harness.system import create_key

LIST, LISTS, LINES, AT_ONCE = 100, 100, 2_500, 4
IMPORTED = 200_000
ROUNDS, KINDS = 3, ("list", "lines")
LEAST_RATIO, MOST_GROWTH = 0.5, 100.0


@dataclass(frozen=True)
class Side:
    """Where one of them answers."""

    urls: Mapping[str, str]
    client: httpx.AsyncClient


def bodies(kind: str) -> list[bytes]:
    """10,000 postings: lists of 100, or NDJSON requests of 2,500 lines."""
    jobs = [raw_record(number, utc_now())[1] for number in range(LISTS * LIST)]
    if kind == "list":
        return [b"[" + b",".join(jobs[at : at + LIST]) + b"]" for at in range(0, len(jobs), LIST)]
    return [b"\n".join(jobs[at : at + LINES]) for at in range(0, len(jobs), LINES)]


async def rate(side: Side, kind: str, sent: Sequence[bytes]) -> float:
    """Postings a second, from the first request to the last answer, a few requests at once."""
    headers = {"Content-Type": "application/json" if kind == "list" else "application/x-ndjson"}
    waiting = iter(sent)

    async def client() -> None:
        for body in waiting:
            answer = await side.client.post(side.urls[kind], content=body, headers=headers)
            assert answer.status_code == httpx.codes.ACCEPTED, answer.text[:300]

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(AT_ONCE)))
    return LISTS * LIST / (time.perf_counter() - began)


@asynccontextmanager
async def bare_side(system: System) -> AsyncIterator[Side]:
    port = system.stack.ports.free()
    command = Command((sys.executable, "-m", "bench.ingest_sides", "bare", system.bootstrap, str(port)))
    child = await spawn("bare", command, lambda _, line: console.print(line))
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(timeout=120) as client:

        async def answers() -> bool:
            assert child.returncode is None, "the bare side has ended"
            try:
                return (await client.post(f"{base}/list", json=[])).status_code == httpx.codes.ACCEPTED
            except httpx.TransportError:
                return False

        try:
            await until(answers)
            yield Side({"list": f"{base}/list", "lines": f"{base}/lines"}, client)
        finally:
            await child.stop(10.0)


@asynccontextmanager
async def our_side(system: System) -> AsyncIterator[Side]:
    url = system.url("ingest", "/v1/jobs")
    async with httpx.AsyncClient(
        timeout=120, headers={"Authorization": f"Bearer {await create_key(system)}"}
    ) as client:

        async def known() -> bool:
            return (await client.post(url, content=b"{")).status_code == httpx.codes.BAD_REQUEST

        await until(known)
        yield Side(dict.fromkeys(KINDS, url), client)


Rates = dict[str, dict[str, list[float]]]


async def rates(system: System, rounds: int) -> tuple[Rates, list[float]]:
    """The sides take turns, so that what else the machine does at the time meets both."""
    found: Rates = {kind: {"bare": [], "ours": []} for kind in KINDS}
    others: list[float] = []
    sent = {kind: bodies(kind) for kind in KINDS}
    async with bare_side(system) as bare, our_side(system) as ours:
        for number in range(rounds + 1):  # the first is for warming up
            for kind in KINDS:
                for name, side in (("bare", bare), ("ours", ours)):
                    machine = Others()
                    measured = await rate(side, kind, sent[kind])
                    if number:
                        found[kind][name].append(measured)
                        others.append(machine.cores())
                    console.print(f"{number} {kind} {name}: {measured:,.0f} postings/s")
    return found, others


async def imported(system: System) -> dict[str, object]:
    """A file of 200,000 lines: how long it takes, and the memory of ingest from before it to its end."""
    pid = system.supervisor.pid("ingest")
    assert pid is not None
    processes, samples, done = family(pid), [], asyncio.Event()

    async def sample() -> None:
        while not done.is_set():
            samples.append(memory_of(processes).pss)
            await asyncio.sleep(0.25)

    async with our_side(system) as side, asyncio.TaskGroup() as together:
        before = memory_of(processes).pss
        together.create_task(sample())
        began = time.perf_counter()
        answer = await side.client.post(system.url("ingest", "/v1/imports"), content=_file(), headers=_NDJSON)
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text[:300]
        uploaded = time.perf_counter() - began
        path = system.url("ingest", answer.headers["location"])
        await until(lambda: _published(side.client, path))
        took = time.perf_counter() - began
        done.set()
    return {
        "lines": IMPORTED,
        "mib": round(answer.json()["bytes"] / 1024 / 1024),
        "upload_seconds": round(uploaded, 1),
        "seconds": round(took, 1),
        "pss_before_mib": round(before, 1),
        "pss_most_mib": round(max(samples), 1),
        "pss_growth_by_half_mib": [round(max(half) - before, 1) for half in _halves(samples)],
    }


_NDJSON = {"Content-Type": "application/x-ndjson"}


def _halves(samples: Sequence[float]) -> tuple[Sequence[float], Sequence[float]]:
    middle = len(samples) // 2
    return samples[:middle], samples[middle:]


async def _file() -> AsyncIterator[bytes]:
    now = utc_now()
    for start in range(0, IMPORTED, 1_000):
        yield b"\n".join(raw_record(number, now)[1] for number in range(start, start + 1_000)) + b"\n"


async def _published(client: httpx.AsyncClient, path: str) -> bool:
    return bool((await client.get(path)).json()["published"] == IMPORTED)


def report(found: Rates, others: Sequence[float], imports: dict[str, object]) -> Report:
    ratios = {kind: statistics.median(s["ours"]) / statistics.median(s["bare"]) for kind, s in found.items()}
    figures = {
        "postings_per_second": {
            kind: {name: spread(values, 0) for name, values in sides.items()} for kind, sides in found.items()
        },
        "ratio": {kind: round(ratio, 2) for kind, ratio in ratios.items()},
        "import": imports,
    }
    growth = imports["pss_growth_by_half_mib"]
    assert isinstance(growth, list)
    # A target is a bound from above: the bare handler may be so many times as fast.
    targets = [
        Target(f"bare handler against ours, {kind}", round(1 / ratio, 2), 1 / LEAST_RATIO, "x")
        for kind, ratio in ratios.items()
    ]
    targets.append(Target("memory that an import of 200,000 lines takes", max(growth), MOST_GROWTH, "MiB"))
    return Report("ingest", figures, targets, others)


async def main(rounds: int) -> None:
    async with running(services=("ingest",)) as system:
        found, others = await rates(system, rounds)
        imports = await imported(system)
    rows = [[kind, *(f"{statistics.median(s[name]):,.0f}" for name in ("bare", "ours"))] for kind, s in found.items()]
    table("Postings a second, acknowledged", ("body", "bare", "ours"), rows)
    console.print(imports)
    write_report(report(found, others, imports))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
