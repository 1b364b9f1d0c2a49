"""TLS in front of the embedded PostgreSQL, whose build has none: what a client sees is what a server with `hostssl`
lines alone shows. Behind it is the real server, with its own roles and passwords."""

import asyncio
import contextlib
import ssl
import struct
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

from rematch_devstack.ports import LOOPBACK

_WANTS_TLS = 80877103
_REFUSED = b"SFATAL\0VFATAL\0C28000\0Mno pg_hba.conf entry for this host, no encryption\0\0"


class TlsFront:
    """Takes who asks for TLS to `behind`, and nobody else."""

    def __init__(self, behind: int, certificate: tuple[Path, Path]) -> None:
        self._behind = behind
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(*certificate)

    @contextlib.asynccontextmanager
    async def open(self, port: int) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._take, LOOPBACK, port)
        try:
            yield
        finally:
            server.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(OSError, asyncio.IncompleteReadError):
            _, code = struct.unpack("!ii", await reader.readexactly(8))
            if code != _WANTS_TLS:
                writer.write(b"E" + struct.pack("!i", 4 + len(_REFUSED)) + _REFUSED)
                return await writer.drain()
            writer.write(b"S")
            await writer.drain()
            await writer.start_tls(self._context)
            theirs, ours = await asyncio.open_connection(LOOPBACK, self._behind)
            with contextlib.closing(ours):
                await _until_one_ends(_pass(reader, ours), _pass(theirs, writer))
        return None


async def _until_one_ends(*ways: Coroutine[Any, Any, None]) -> None:
    tasks = [asyncio.ensure_future(way) for way in ways]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(65536):
        writer.write(piece)
        await writer.drain()
