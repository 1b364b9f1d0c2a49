"""Whatever is sent to an API: it answers as its OpenAPI document says, and never with a 500.

schemathesis makes the requests out of the document: its examples, the bounds of every field, and what breaks them.
"""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from rematch_common.keys import SCOPES
from rematch_ingest.domain.keys import DEPLOYMENT
from rematch_match.bootstrap import build as build_match
from rematch_match.settings import Settings as MatchSettings
from rematch_notify.bootstrap import build as build_notify
from rematch_notify.settings import Settings as NotifySettings
from tests.integration.common.topics import skip
from tests.integration.services.ingesting import ingest
from tests.integration.services.running import Place, bearer, serving, status_becomes

pytestmark = pytest.mark.stack
HOOKS = "tests.integration.services.schemathesis_hooks"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
SHORT = ("--phases=examples,fuzzing", "--max-examples=3", "--no-shrink")
LONG = ("--phases=examples,coverage,fuzzing,stateful", "--max-examples=100")
Api = Callable[[Place, Path], AbstractAsyncContextManager[httpx.AsyncClient]]


def of_ingest(place: Place, _: Path) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    return ingest(place)


@asynccontextmanager
async def of_match(place: Place, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    await place.postgres.empty("match")
    await skip(place.kafka, "match", ["embedded-jobs", "embedded-candidates", "match-feedback"])
    async with serving(lambda port: build_match(MatchSettings(**place.settings("match", port), data_dir=folder))) as it:
        yield it


@asynccontextmanager
async def of_notify(place: Place, _: Path) -> AsyncIterator[httpx.AsyncClient]:
    await place.postgres.empty("notify")
    async with serving(lambda port: build_notify(NotifySettings(**place.settings("notify", port)))) as it:
        yield it


APIS: dict[str, tuple[Api, str]] = {
    "ingest": (of_ingest, "/v1/jobs"),
    "match": (of_match, "/v1/preview"),
    "notify": (of_notify, "/v1/subscriptions"),
}


# It has no end, so nobody could say what it answered in the end.
ENDLESS = "/v1/stream"


async def tried(client: httpx.AsyncClient, key: str, folder: Path, *how: str) -> str:
    """What schemathesis says of the API, once it has found nothing wrong."""
    options = ("--workers=1", "--seed=7", "--generation-deterministic", *how)
    command = (
        *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run"),
        *(f"{client.base_url}/openapi.json", f"--header=Authorization: {bearer(key)['Authorization']}"),
        *(f"--checks={','.join(CHECKS)}", "--continue-on-failure", "--request-timeout=60", "--no-color", *options),
        f"--exclude-path={ENDLESS}",
    )
    told = {"SCHEMATHESIS_HOOKS": HOOKS, "REMATCH_KEPT_KEY": key.split("_")[1], "PYTHONPATH": str(Path.cwd())}
    child = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, **told},
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    text = said.decode()
    assert child.returncode == 0, text
    return text


async def try_out(name: str, place: Place, folder: Path, *how: str) -> None:
    open_api, asked = APIS[name]
    key = await place.key(DEPLOYMENT, *SCOPES)
    async with open_api(place, folder) as client:
        await status_becomes(client, asked, key, 400 if name == "ingest" else 422)
        paths = (await client.get("/openapi.json")).json()["paths"]
        said = await tried(client, key, folder, *how)
        assert (await client.post(asked, headers=bearer(key))).status_code in (400, 422), "the key was good to the end"
    operations = sum(len(item) for item in paths.values())
    selected = operations - len(paths.get(ENDLESS, {}))
    assert re.search(rf"Selected: {selected}/{operations}\n +Tested: {selected}\b", said), said


@pytest.mark.parametrize("name", APIS)
async def test_no_answer_is_outside_the_document(name: str, place: Place, tmp_path: Path) -> None:
    async with asyncio.timeout(600):
        await try_out(name, place, tmp_path, *SHORT)


@pytest.mark.full
@pytest.mark.parametrize("name", APIS)
async def test_no_answer_is_outside_the_document_for_long(name: str, place: Place, tmp_path: Path) -> None:
    await try_out(name, place, tmp_path, *LONG)
