"""A copy of the deployment files, to be broken."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from rematch_devstack.deploycheck.knowledge import Knowledge, known_settings
from rematch_devstack.deploycheck.members import services

ROOT = Path(__file__).parents[3]
FILES = ("Dockerfile", "docker-compose.yml", ".env.example", "tools.lock", "requirements.lock", "LICENSE")

Break = Callable[[str, str, str], None]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files that the check reads, and the members' manifests."""
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "deploy" / "k8s", tmp_path / "deploy" / "k8s")
    for manifest in ROOT.glob("*/*/pyproject.toml"):
        target = tmp_path / manifest.relative_to(ROOT)
        target.parent.mkdir(parents=True)
        shutil.copy(manifest, target)
    return tmp_path


@pytest.fixture
def break_it(copy: Path) -> Break:
    """Replace the first occurrence of a text in one file of the copy."""

    def replace(name: str, old: str, new: str) -> None:
        text = (copy / name).read_text()
        assert old in text, f"{name} no longer holds {old!r}: this test breaks nothing"
        (copy / name).write_text(text.replace(old, new, 1))

    return replace


@pytest.fixture
def known() -> Mapping[str, Knowledge]:
    return {name: known_settings(name) for name in services(ROOT)}
