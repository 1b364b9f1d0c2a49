"""Every command and snippet of docs/operating.md that can run here runs, against the whole system as `rematch up` has
it; the others' words are held against the program's, and a command that the table doesn't know fails."""

import json
import re
import shlex
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import typer

from rematch_devstack import cli, workspace
from rematch_devstack.collect.fetching import Fetcher
from rematch_devstack.collect.sites_file import sites_of
from rematch_devstack.datadir import running
from rematch_devstack.processes import Command
from rematch_devstack.processes import run as run_program
from rematch_devstack.waiting import until
from rematch_match.settings import Settings as MatchSettings
from tests.e2e import operating_doc
from tests.e2e.operating_table import COMMANDS, Run, Words
from tests.integration.devstack.cli_run import Rematch

READY = 180.0
RUNS = [command for command, how in COMMANDS.items() if isinstance(how, Run)]
WORDS = [command for command, how in COMMANDS.items() if isinstance(how, Words)]


@dataclass(frozen=True)
class Place:
    rematch: Rematch
    folder: Path


def test_every_command_is_in_the_table_and_the_table_has_no_other() -> None:
    assert set(operating_doc.commands()) - COMMANDS.keys() == set(), (
        "say in tests/e2e/operating_table.py how it is tried"
    )
    assert COMMANDS.keys() - set(operating_doc.commands()) - {"rematch tenants create acme"} == set()


@pytest.mark.parametrize("command", WORDS)
def test_the_words_of_what_cannot_run_here_are_the_programs_own(command: str) -> None:
    words = [word for word in shlex.split(command) if not re.fullmatch(r"[A-Z_]+=\S+", word)]
    if words[0] == "rematch":
        program = typer.main.get_command(cli.application())
        assert list(operating_doc.unknown_words(words[1:], program)) == []
    elif words[0] == "make":
        makefile = workspace.root().joinpath("Makefile").read_text("utf-8")
        assert re.search(rf"^{re.escape(words[1])}:", makefile, re.MULTILINE)
        named = re.search(r"NAME=(\w+)", command)
        assert named is None or workspace.root().joinpath("bench", f"{named[1]}.py").is_file()
    else:
        paths = [word for word in words if "/" in word and not word.startswith(("job/", "-"))]
        assert all(workspace.root().joinpath(path).exists() for path in paths)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    folder = tmp_path_factory.mktemp("operating")
    rematch = Rematch(folder / "data")
    async with rematch.going_on("up") as run:
        await run.line("ready", READY)
        await run.line("first match", READY)
        yield Place(rematch, folder)
        run.process.terminate()
        await run.rest(90)


@pytest.mark.stack
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("command", RUNS)
async def test_a_command_runs(place: Place, command: str) -> None:
    how = COMMANDS[command]
    assert isinstance(how, Run)
    if command.startswith("make "):
        program = Command(("make", "--no-print-directory", *shlex.split(command)[1:]), {}, cwd=workspace.root())
        code, said = await run_program("make", program, 120.0)
    else:
        words = how.words or tuple(shlex.split(command)[1:])
        done = await place.rematch(
            *(word.format(folder=place.folder) if "{folder}" in word else word for word in words)
        )
        code, said = done.code, done.out + done.err
    assert code == how.code, said


@pytest.mark.stack
@pytest.mark.asyncio(loop_scope="module")
async def test_what_curl_asks_is_answered(place: Place) -> None:
    """Of a match that the demo has made, with a key as an operator makes it."""
    state = running(place.rematch.data_dir)
    assert state is not None
    made = await place.rematch("keys", "create", "--tenant", "demo", "--json")
    key, match = json.loads(made.out)["key"], state.services["match"]
    person, found = await a_match(match, key)
    told = {"REMATCH_MATCH": match, "REMATCH_KEY": key, "MATCH": found["match_id"], "JOB": found["job_id"]}
    curls = operating_doc.curls()
    assert len(curls) == 3
    for line in curls:
        shown = line.replace("c-1", person).replace("curl ", "curl --silent --show-error --fail-with-body ", 1)
        code, said = await run_program("curl", Command(("sh", "-c", shown), dict(told)), 60.0)
        assert code == 0, f"{shown}: {said}"
        assert isinstance(json.loads(said), dict)


async def a_match(url: str, key: str) -> tuple[str, dict[str, str]]:
    """A person of the demo, and a match of theirs that is in force."""
    found: list[dict[str, str]] = []
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=20) as client:

        async def there() -> bool:
            answer = await client.get(f"{url}/v1/matches", params={"limit": 1})
            found[:] = answer.json().get("items", answer.json().get("matches", []))
            return bool(found)

        await until(there)
    return found[0]["candidate_id"], found[0]


def test_the_example_of_feeds_is_read_as_a_file_of_sites(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_text(operating_doc.block_with("[[site]]"), "utf-8")
    with httpx.Client() as client:
        sites = sites_of(file, [], Fetcher(client, lambda _: None))
    assert list(sites) == ["example-board", "other-board"]


def test_the_example_of_an_experiment_is_one() -> None:
    settings = MatchSettings(experiment=operating_doc.block_with("blend-2026-12"), judges="openai")
    declared = settings.declared
    assert declared is not None and declared.name == "blend-2026-12"
