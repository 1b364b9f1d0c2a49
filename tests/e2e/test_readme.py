"""Every snippet of the README runs, against the whole system, with the addresses that it asks for."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from rematch_devstack import workspace
from rematch_devstack.waiting import until
from tests.reliability.harness.system import System, system

pytestmark = pytest.mark.stack
_SNIPPET = re.compile(r"<!-- snippet: (\w+) -->\n```(\w+)\n(.*?)```", re.DOTALL)
_PATIENCE = 60.0


def snippets() -> dict[str, tuple[str, str]]:
    """The language and the text of each, by name."""
    text = workspace.root().joinpath("README.md").read_text("utf-8")
    return {name: (language, body) for name, language, body in _SNIPPET.findall(text)}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with system(tmp_path_factory.mktemp("readme"), 10.0) as whole:
        people = [
            {"candidate_id": "developer", "titles": ["Python Developer"], "skills": ["Python", "Django", "PostgreSQL"]},
            {"candidate_id": "nurse", "titles": ["ICU Nurse"], "skills": ["Registered Nurse", "Intensive Care"]},
        ]
        await whole.post("/v1/candidates", people)
        yield whole


@asynccontextmanager
async def ran(whole: System, name: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The snippet, running; it is ended with the block if it has not ended by itself."""
    language, body = snippets()[name]
    program = (sys.executable, "-c", body) if language == "python" else ("sh", "-c", f"exec {body.strip()}")
    process = await asyncio.create_subprocess_exec(
        *program, env={**os.environ, **addresses(whole)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def addresses(whole: System) -> dict[str, str]:
    return {
        "REMATCH_KAFKA": whole.bootstrap,
        "REMATCH_INGEST": whole.url("ingest", ""),
        "REMATCH_NOTIFY": whole.url("notify", ""),
        "REMATCH_MATCH": whole.url("match", ""),
        "REMATCH_KEY": whole.key,
    }


async def line_with(process: asyncio.subprocess.Process, words: str) -> str:
    """The first line that the snippet prints with these words in it."""
    assert process.stdout is not None
    seen = []
    async with asyncio.timeout(_PATIENCE):
        async for raw in process.stdout:
            seen.append(raw.decode())
            if words in seen[-1]:
                return seen[-1]
    raise AssertionError(f"it ended without saying {words!r}: {''.join(seen)}")


def test_every_block_that_runs_has_a_test() -> None:
    text = Path(workspace.root(), "README.md").read_text("utf-8")
    assert len(re.findall(r"^```", text, re.MULTILINE)) == 2 * len(snippets())
    assert set(snippets()) == {"publish", "curl", "consume", "stream", "preview", "search"}


@pytest.mark.asyncio(loop_scope="module")
async def test_a_scraper_publishes_and_a_program_reads_the_match(running: System) -> None:
    async with ran(running, "stream") as stream, ran(running, "consume") as consume:
        await line_with(stream, "listening")
        async with ran(running, "publish") as publish:
            assert await publish.wait() == 0
        line = await line_with(consume, "Senior Python Developer")
        assert "developer" in line
        assert await line_with(stream, "event: match.found")


@pytest.mark.asyncio(loop_scope="module")
async def test_curl_is_answered_and_the_nurse_is_found(running: System) -> None:
    async with ran(running, "consume") as consume:
        async with ran(running, "curl") as curl:
            assert '"accepted":1' in await line_with(curl, "accepted")
        assert "nurse" in await line_with(consume, "Staff Nurse, Intensive Care")


@pytest.mark.asyncio(loop_scope="module")
async def test_words_find_openings_and_a_cv_is_previewed(running: System) -> None:
    async with ran(running, "publish") as publish:
        assert await publish.wait() == 0

    async def found() -> bool:
        return "Senior Python Developer" in await said_by(running, "search")

    async with asyncio.timeout(_PATIENCE):
        await until(found)
    assert '"used":["keywords"]' in await said_by(running, "search")
    assert "Senior Python Developer" in await said_by(running, "preview")


async def said_by(whole: System, name: str) -> str:
    async with ran(whole, name) as process:
        out, _ = await process.communicate()
    return out.decode()
