"""docker-compose.yml from building to the addresses, on a Docker engine."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers.engine import ROOT, engine_is_here

pytestmark = [pytest.mark.docker, pytest.mark.full]
NO_ENGINE = "there is no Docker engine: docker-compose.yml is held against its rules alone (make deploy-check)"


@pytest.fixture(params=["core", "full"])
def compose(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[str]]:
    if not engine_is_here():
        pytest.skip(NO_ENGINE)
    environment = tmp_path / "env"
    environment.write_text(
        (ROOT / ".env.example").read_text().replace("COMPOSE_PROFILES=core", f"COMPOSE_PROFILES={request.param}")
    )
    command = ["docker", "compose", "--project-name", "rematch-test", "--env-file", str(environment)]
    try:
        yield command
    finally:
        subprocess.run([*command, "down", "--volumes", "--timeout", "60"], cwd=ROOT, timeout=300, check=False)


def test_it_comes_up_and_ends_with_the_addresses(compose: list[str]) -> None:
    subprocess.run([*compose, "up", "--build", "--detach", "--scale", "ready=0"], cwd=ROOT, timeout=1800, check=True)
    done = subprocess.run([*compose, "run", "--rm", "ready"], cwd=ROOT, capture_output=True, timeout=300, check=False)
    said = done.stdout.decode()
    assert done.returncode == 0, said
    assert "http://localhost:8006" in said
    watched = "COMPOSE_PROFILES=full" in Path(compose[-1]).read_text()
    assert ("http://localhost:3000" in said) is watched
