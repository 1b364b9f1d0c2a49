"""CPU per record of the consume loop against a bare aiokafka loop that does the same work: python -m bench.loop"""

import asyncio
import statistics
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import orjson
from aiokafka import AIOKafkaProducer

from bench.children import told_by
from bench.harness import Report, Target, console, running, spread, table, write_report
from bench.loop_sides import BEHIND, MEASURED, WARM_UP
from bench.processes import Others
from rematch_common.contracts import RAW_JOBS
from rematch_devstack.demo.stream import posting

ROUNDS = 5
RECORD_BYTES = 1_024
LARGEST_RATIO = 3.5
SLOWEST_SIDE = 120.0
SIDES = ("bare", "ours")


def raw_record(index: int, now: datetime) -> tuple[bytes, bytes]:
    """Key and value of a realistic posting, its description cut or filled so that the value has 1 KiB."""
    job = posting(index, now)
    text = job.pop("description")
    room = RECORD_BYTES - len(orjson.dumps({**job, "description": ""}))
    plain = text.encode("ascii", "ignore").decode().replace("\n", " ").replace('"', "'").replace("\\", "/")
    job["description"] = (plain * (room // len(plain) + 1))[:room]
    return f"{job['source']}:{job['external_id']}".encode(), orjson.dumps(job)


async def fill(bootstrap: str) -> None:
    """What both sides will read, again and again, each time as a new group."""
    now = datetime.now(UTC)
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=5)
    await producer.start()
    sent = []
    for index in range(WARM_UP + MEASURED + BEHIND):
        key, value = raw_record(index, now)
        sent.append(await producer.send(RAW_JOBS.name, key=key, value=value))
    await asyncio.gather(*sent)
    await producer.stop()


async def measure(side: str, bootstrap: str, number: int) -> dict[str, float]:
    """One side once, in a process of its own: microseconds a record, and the cores that others used meanwhile."""
    others = Others()
    command = (sys.executable, "-m", "bench.loop_sides", side, bootstrap, f"bench-{side}-{number}")
    found = await told_by(command, SLOWEST_SIDE)
    return found | {"others": others.cores()}


async def rounds(count: int) -> dict[str, list[dict[str, float]]]:
    """The sides take turns, so that what else the machine does at the time meets both."""
    found: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    async with running(services=()) as system:
        await fill(system.bootstrap)
        for number in range(count):
            for side in SIDES:
                found[side].append(await measure(side, system.bootstrap, number))
            console.print(f"round {number + 1}: " + ", ".join(f"{s} {found[s][-1]['cpu']:.0f} µs" for s in SIDES))
    return found


def report(found: dict[str, list[dict[str, float]]]) -> Report:
    cpu = {side: [run["cpu"] for run in runs] for side, runs in found.items()}
    ratio = statistics.median(cpu["ours"]) / statistics.median(cpu["bare"])
    figures = {
        "records": MEASURED,
        "record_bytes": RECORD_BYTES,
        "cpu_us_per_record": {side: spread(values) for side, values in cpu.items()},
        "wall_us_per_record": {side: spread([run["wall"] for run in runs]) for side, runs in found.items()},
        "ratio": round(ratio, 2),
        "ratio_by_round": [round(o / b, 2) for o, b in zip(cpu["ours"], cpu["bare"], strict=True)],
    }
    targets = (Target("ratio to the bare loop", round(ratio, 2), LARGEST_RATIO, "x"),)
    return Report(
        "loop", figures, targets, [run["others"] for pair in zip(*found.values(), strict=True) for run in pair]
    )


def show(found: dict[str, list[dict[str, float]]]) -> None:
    def row(side: str, runs: Sequence[dict[str, float]]) -> list[object]:
        cpu = [run["cpu"] for run in runs]
        wall = statistics.median(run["wall"] for run in runs)
        return [side, f"{statistics.median(cpu):.1f}", f"{min(cpu):.1f}-{max(cpu):.1f}", f"{wall:.1f}"]

    columns = ("side", "CPU µs/record", "range", "wall µs/record")
    table("Consume loop, 1 KiB records", columns, [row(side, runs) for side, runs in found.items()])


if __name__ == "__main__":
    measured = asyncio.run(rounds(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
    show(measured)
    write_report(report(measured))
