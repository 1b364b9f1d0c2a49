"""The most memory that ingest has under each attack, at its default limits: `python -m bench.hostile`."""

import asyncio
import time
from collections import Counter
from pathlib import Path

import httpx

from bench.harness import Report, Target, console, running, table, write_report
from bench.hostile_attacks import AT_ONCE, ATTACKS, Attack
from bench.processes import Others
from rematch_devstack.system import System
from rematch_devstack.waiting import until
from tests.reliability.harness.system import create_key

MOST = 400.0


async def attacked(client: httpx.AsyncClient, pid: int, attack: Attack) -> dict[str, object]:
    begin_anew(pid)
    began, others = time.monotonic(), Others()
    answers = Counter(await attack.run(client))
    assert (await client.get("/healthz")).is_success
    return {
        "attack": attack.name,
        "peak_rss_mib": round(peak(pid), 1),
        "answers": {str(status): count for status, count in sorted(answers.items())},
        "seconds": round(time.monotonic() - began, 1),
        "others": round(others.cores(), 2),
    }


def begin_anew(pid: int) -> None:
    """From here on the peak is another one."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


async def measured(system: System) -> list[dict[str, object]]:
    pid = system.supervisor.pid("ingest")
    assert pid is not None
    headers = {"Authorization": f"Bearer {await create_key(system)}"}
    limits = httpx.Limits(max_connections=AT_ONCE)
    async with httpx.AsyncClient(
        base_url=system.url("ingest", ""), timeout=120, headers=headers, limits=limits
    ) as client:

        async def known() -> bool:
            return (await client.post("/v1/jobs", content=b"{")).status_code == httpx.codes.BAD_REQUEST

        await until(known)
        found = []
        for attack in ATTACKS:
            found.append(await attacked(client, pid, attack))
            console.print(found[-1])
    assert system.supervisor.pid("ingest") == pid, "it ended under the attack"
    return found


async def main() -> None:
    async with running(services=("ingest",)) as system:
        found = await measured(system)
    columns = ("attack", "peak_rss_mib", "answers", "seconds")
    table("Most memory of ingest, MiB", columns, [[each[name] for name in columns] for each in found])
    worst = max(float(str(each["peak_rss_mib"])) for each in found)
    target = Target("memory of ingest under attack", worst, MOST, "MiB")
    write_report(Report("hostile", {"attacks": found}, [target], [float(str(each["others"])) for each in found]))


if __name__ == "__main__":
    asyncio.run(main())
