"""How `rematch import` works: a file uploaded as it is read, and its import followed."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx

from rematch_devstack.commands.console import emit, plural, safe, say, show_table
from rematch_devstack.commands.door import Door
from rematch_devstack.commands.posting import Unreadable, answered, checked, client, progress
from rematch_devstack.errors import StackError

CHUNK = 1 << 18
EVERY = 1.0
SHOWN = 20


async def asked(door: Door, what: Sequence[str], source: str | None, *, wait: bool) -> dict[str, Any]:
    """`FILE` is uploaded, `status ID` looked at. Raises Unreadable, StackError."""
    match what:
        case ["status", import_id]:
            told = await follow(door, import_id, once=not wait)
        case [file]:
            told = await upload(door, file, source)
            if wait:
                told = await follow(door, told["import_id"])
        case _:
            raise StackError("say `rematch import FILE`, `status ID`, `failures ID`, `list` or `stats`")
    return {**told, "failures": await failures(door, told["import_id"])}


async def upload(door: Door, file: str, source: str | None) -> dict[str, Any]:
    """The import. Its key is the file's own hash: the same file is the same import. Raises Unreadable, StackError."""
    path = Path(file)
    try:
        key, size = await asyncio.to_thread(_known_by, path, source)
        with progress(size) as tell, answered(door):

            async def body() -> AsyncIterator[bytes]:
                with await asyncio.to_thread(path.open, "rb") as opened:
                    while chunk := await asyncio.to_thread(opened.read, CHUNK):
                        yield chunk
                        tell(len(chunk), path.name)

            params = {"name": path.name, **({"source": source} if source else {})}
            headers = {"Idempotency-Key": key, "Content-Type": "application/octet-stream"}
            async with client(door) as web:
                answer = await web.post("/v1/imports", content=body(), params=params, headers=headers)
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror or error}") from error
    if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
        raise Unreadable(f"{file}: {safe(str(answer.json().get('detail')), 500)}")
    told: dict[str, Any] = checked(answer).json()
    return told


def _known_by(path: Path, source: str | None) -> tuple[str, int]:
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return f"{digest}-{hashlib.sha256((source or '').encode()).hexdigest()[:8]}", path.stat().st_size


async def follow(door: Door, import_id: str, *, once: bool = False) -> dict[str, Any]:
    """The import as it is when it has ended, or now."""
    with answered(door), progress(1000) as tell:
        async with client(door) as web:
            shown = 0
            while True:
                told = await _one(web, import_id)
                reached = int(told["progress"] * 1000)
                tell(reached - shown, f"{told['state']}: {told['read']:,} of {plural(told['total'], 'line')} read")
                shown = reached
                if once or told["state"] in ("completed", "failed"):
                    return told
                await asyncio.sleep(EVERY)


async def _one(web: httpx.AsyncClient, import_id: str) -> dict[str, Any]:
    if not all(letter in "0123456789abcdefABCDEF-" for letter in import_id):
        raise StackError(f"{safe(import_id)} is no id of an import")
    told: dict[str, Any] = checked(await web.get(f"/v1/imports/{import_id}")).json()
    return told


async def failures(door: Door, import_id: str) -> list[dict[str, Any]]:
    """The first lines that failed."""
    with answered(door):
        async with client(door) as web:
            answer = checked(await web.get(f"/v1/imports/{import_id}/failures", params={"limit": SHOWN}))
    found: list[dict[str, Any]] = answer.json()["failures"]
    return found


def show(told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        emit(json.dumps(told))
        return
    counts = [f"{told[name]:,} {name}" for name in ("new", "duplicate", "updated", "failed")]
    why = f": {safe(told['problem'], 300)}" if told.get("problem") else ""
    say(f"import {told['import_id']} {told['state']}{why}; {plural(told['total'], 'line')}, {', '.join(counts)}")
    if failed := told["failures"]:
        rows = [(each["line"], each["field"] or "-", safe(str(each["reason"]), 300)) for each in failed]
        show_table(("line", "field", "what is wrong"), rows, numbers=frozenset({"line"}))
        if told["failed"] > len(failed):
            say(f"… and {told['failed'] - len(failed):,} more")
