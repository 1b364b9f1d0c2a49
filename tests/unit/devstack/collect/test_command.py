"""The command itself, in a process of its own, against ingest's routes and a board on loopback."""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from rematch_common.keys import NewKey
from tests.unit.common.api_cases import served as on_a_port
from tests.unit.devstack.collect.boards import RSS, board
from tests.unit.ingest.queue_cases import RECRUITER, WORKER, served


async def ran(words: Sequence[str], **environment: str) -> tuple[int, str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("REMATCH_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rematch_devstack", "collect", *words),
        env={**environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(60):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, said.decode()


async def test_one_round(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    with board() as there:
        url = there.on("/rss", RSS)
        file.write_text(f'[[site]]\nname = "dice"\nkind = "feed"\nurl = "{url}?q={{role}}"\npause = 0\n')
        async with served("Python Developer") as whole, on_a_port(whole.api) as ingest:
            words = ("--once", "--site", "dice", "--sites", str(file))
            code, said = await ran(words, REMATCH_INGEST=ingest, REMATCH_KEY=WORKER.text)
            assert (code, said.strip()) == (0, "1 role, 2 postings handed in")
            assert len(whole.published()) == 2
        assert there.asked == ["/robots.txt", "/rss?q=Python+Developer"]


@pytest.mark.parametrize(
    ("words", "key", "told"),
    [
        (("--once",), WORKER, "no site is turned on"),
        (("--once", "--site", "nowhere"), WORKER, "no site nowhere"),
        (("--every", "1s"), WORKER, "--every"),
        (("--once", "--sites", "/nowhere/sites.toml"), WORKER, "sites.toml"),
    ],
)
async def test_what_is_wrong_is_one_sentence(words: tuple[str, ...], key: NewKey, told: str) -> None:
    async with served("Baker") as whole, on_a_port(whole.api) as ingest:
        code, said = await ran(words, REMATCH_INGEST=ingest, REMATCH_KEY=key.text)
    assert code == 1
    assert told in said
    assert "Traceback" not in said
    assert key.text not in said


async def test_a_key_that_may_not_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_text('[[site]]\nname = "dice"\nkind = "feed"\nurl = "http://127.0.0.1:1/rss"\n')
    async with served("Baker") as whole, on_a_port(whole.api) as ingest:
        code, said = await ran(("--once", "--sites", str(file)), REMATCH_INGEST=ingest, REMATCH_KEY=RECRUITER.text)
    assert (code, "403" in said, RECRUITER.text in said) == (1, True, False)


async def test_without_a_key_it_says_what_to_set(tmp_path: Path) -> None:
    code, said = await ran(("--once",), REMATCH_INGEST="http://127.0.0.1:1")
    assert (code, "REMATCH_KEY" in said) == (1, True)
    code, said = await ran(("--once", "--data-dir", str(tmp_path)))
    assert (code, "no stack is running" in said) == (1, True)
