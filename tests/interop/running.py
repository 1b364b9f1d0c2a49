"""An example at work on a topic, looked at from outside."""

import asyncio
import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from rematch_devstack.waiting import until as ask_until
from tests.fakes.waiting import until
from tests.interop.publishing import Effect, Town
from tests.interop.toolchains import Example

_SOON = 90.0


@dataclass
class Running:
    """`built`: where its program lies; `folder`: where it keeps what it does, and what it says. `told`: settings
    beside the usual ones, and `login` what a client of ours needs to look at the same broker."""

    example: Example
    built: Path
    folder: Path
    kafka: str
    town: Town
    told: Mapping[str, str] = field(default_factory=dict)
    login: Mapping[str, Any] = field(default_factory=dict)

    @contextmanager
    def started(self, group: str) -> Iterator["subprocess.Popen[bytes]"]:
        """The program; it is ended with the block, if it has not ended by itself."""
        settings = {
            "REMATCH_KAFKA": self.kafka,
            "REMATCH_TOPIC": self.town.topic,
            "REMATCH_GROUP": group,
            "REMATCH_STORE": str(self.folder / "done.jsonl"),
            "REMATCH_SESSION_TIMEOUT": "6",
        }
        environment = {**os.environ, **settings, **self.told}
        with (self.folder / "printed").open("ab") as printed, (self.folder / "complaints").open("ab") as complaints:
            process = subprocess.Popen(
                self.example.start, cwd=self.built, env=environment, stdout=printed, stderr=complaints
            )
            try:
                yield process
            finally:
                process.kill()
                process.wait(20)

    def done(self, name: str = "done.jsonl") -> list[Effect]:
        path = self.folder / name
        whole = path.read_bytes().rpartition(b"\n")[0].splitlines() if path.exists() else []
        return [Effect(**json.loads(line)) for line in whole]

    @property
    def complaints(self) -> str:
        return (self.folder / "complaints").read_text("utf-8")

    async def has_done(self, count: int, process: "subprocess.Popen[bytes]") -> None:
        await until(partial(self._enough, count, process), _SOON)

    async def has_all(self, group: str, process: "subprocess.Popen[bytes]") -> None:
        """Also what has no effect is behind it."""
        await self.has_done(len(self.town.effects), process)
        async with asyncio.timeout(_SOON):
            await ask_until(partial(self._committed_all, group))

    def _enough(self, count: int, process: "subprocess.Popen[bytes]") -> bool:
        assert process.poll() is None, self.complaints[-3_000:]
        return len(self.done()) >= count

    async def _committed_all(self, group: str) -> bool:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.kafka, group_id=group, enable_auto_commit=False, **dict(self.login)
        )
        await consumer.start()
        try:
            described = await consumer._client.fetch_all_metadata()
            numbers = described.partitions_for_topic(self.town.topic) or ()
            ends = await consumer.end_offsets([TopicPartition(self.town.topic, number) for number in numbers])
            return all([end == (await consumer.committed(partition) or 0) for partition, end in ends.items()])
        finally:
            await consumer.stop()

    def ends_well(self, process: "subprocess.Popen[bytes]") -> None:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, 128 + signal.SIGTERM), "Java tells of the signal, once all is done"
        assert self.complaints.rstrip().endswith("stopped")
