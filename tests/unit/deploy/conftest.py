"""A copy of the deployment files, to be broken."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import kubernetes_validate.utils
import pytest

from rematch_devstack.deploycheck.knowledge import Knowledge, known_settings
from rematch_devstack.deploycheck.members import services

ROOT = Path(__file__).parents[3]
FILES = ("Dockerfile", "docker-compose.yml", ".env.example", "tools.lock", "requirements.lock", "LICENSE")


@dataclass(frozen=True, slots=True)
class Break:
    """One text of one file replaced by another, and what the check must then say."""

    file: str
    old: str
    new: str
    says: str

    def apply(self, root: Path) -> None:
        path = root / self.file
        text = path.read_text()
        assert self.old in text, f"{self.file} no longer holds {self.old!r}: this breaks nothing"
        path.write_text(text.replace(self.old, self.new, 1))


def title(case: Break) -> str:
    return f"{Path(case.file).name} {case.says}"


@pytest.fixture(scope="session", autouse=True)
def schemas_read_once() -> Iterator[None]:
    """The validator reads Kubernetes' schemas anew for every object, which takes longer than all else here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kubernetes_validate.utils, "schema_contents", cache(kubernetes_validate.utils.schema_contents))
        yield


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
def known() -> Mapping[str, Knowledge]:
    return {name: known_settings(name) for name in services(ROOT)}
