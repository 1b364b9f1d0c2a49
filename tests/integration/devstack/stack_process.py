"""A run of its own, for tests that kill it: `stack_process.py DATA_DIR`. Prints one JSON line once all is up."""

import asyncio
import json
import sys
from pathlib import Path

import psutil

from rematch_devstack.errors import StackError
from rematch_devstack.processes import Command
from rematch_devstack.specs import ServiceSpec
from rematch_devstack.stack import EmbeddedStack

SERVICE = "import time\nwhile True: time.sleep(1)"


async def main(data_dir: Path) -> None:
    async with EmbeddedStack(data_dir) as stack:
        stack.supervisor.add(ServiceSpec("service", Command((sys.executable, "-c", SERVICE)), after=("kafka",)))
        await stack.supervisor.start()
        undo = stack.supervisor.handle_signals()
        roots = [pid for name in stack.supervisor.statuses if (pid := stack.supervisor.pid(name))]
        family = [each.pid for root in roots for each in psutil.Process(root).children(recursive=True)]
        stack.publish({"rematch_dedup": stack.postgres.url("rematch_dedup")}, {"service": "http://127.0.0.1:1"})
        said = {"bootstrap": stack.bootstrap, "pids": [*roots, *family], "statuses": stack.supervisor.statuses}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        await stack.supervisor.until_stopped()
    undo()


if __name__ == "__main__":
    try:
        asyncio.run(main(Path(sys.argv[1])))
    except StackError as error:
        raise SystemExit(str(error)) from None
