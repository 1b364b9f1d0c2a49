"""ingest as a process of its own, whose memory is watched."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from rematch_devstack.ports import LOOPBACK, Ports
from rematch_devstack.processes import Child, Command, spawn
from rematch_devstack.waiting import until
from tests.integration.services.running import Place, bearer

MIB = 1024 * 1024


@dataclass(frozen=True)
class Watched:
    client: httpx.AsyncClient
    child: Child
    port: int

    def most_memory(self) -> int:
        """The most that it ever had, in bytes."""
        lines = Path(f"/proc/{self.child.pid}/status").read_text("utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024

    async def raw(self, request: bytes) -> bytes:
        """What is answered to bytes that no client would send."""
        reader, writer = await asyncio.open_connection(LOOPBACK, self.port)
        try:
            writer.write(request)
            await writer.drain()
            return await reader.read(65_536)
        finally:
            writer.close()

    async def pour(self, path: str, kind: str, part: bytes) -> tuple[bytes, int]:
        """The part again and again, up to ten gigabytes whose length nobody says, until something is answered: that,
        and how much was sent."""
        reader, writer = await asyncio.open_connection(LOOPBACK, self.port)
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n"
        writer.write(f"{head}Authorization: {self.client.headers['authorization']}\r\n\r\n".encode())
        answer, sent = asyncio.ensure_future(reader.read(65_536)), 0
        try:
            while not answer.done() and sent < 10 * 1024 * MIB:
                writer.write(b"%x\r\n%b\r\n" % (len(part), part))
                await writer.drain()
                sent += len(part)
            return await answer, sent
        finally:
            writer.close()


@asynccontextmanager
async def watched(place: Place, **given: object) -> AsyncIterator[Watched]:
    key = await place.key("demo", "postings:write", "candidates:write")
    with Ports() as ports:
        port = ports.free()
        settings = place.settings("ingest", port) | {"imports_every": 0.1, "session_timeout": 6.0, **given}
        env = {f"REMATCH_{name.upper()}": str(value) for name, value in settings.items()}
        command = Command((sys.executable, "-m", "rematch_ingest"), {**os.environ, **env})
        child = await spawn("ingest", command, lambda _, __: None)
        async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{port}", timeout=60, headers=bearer(key)) as client:

            async def known() -> bool:
                assert child.returncode is None, "ingest has ended"
                try:
                    return (await client.post("/v1/jobs", content=b"{")).status_code == 400
                except httpx.TransportError:
                    return False

            try:
                async with asyncio.timeout(40):
                    await until(known)
                yield Watched(client, child, port)
            finally:
                await child.stop(20.0)
