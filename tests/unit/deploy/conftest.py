"""A copy of the deployment files, to be broken."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from rematch_devstack.deploycheck.cluster import Cluster
from rematch_devstack.deploycheck.compositions import compositions
from rematch_devstack.deploycheck.knowledge import Knowledge, known_settings
from rematch_devstack.deploycheck.members import services
from rematch_devstack.deploycheck.objects import Objects

ROOT = Path(__file__).parents[3]
FILES = ("Dockerfile", ".dockerignore", "docker-compose.yml", ".env.example", "LICENSE", "pyproject.toml")
# Files of the repository in, problems out.
Look = Callable[[str], str]


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


def breaks(name: str, folder: str) -> list[Break]:
    """Those of a file of breaks; all of them are of files below this folder."""
    told = yaml.safe_load((Path(__file__).parent / "breaks" / name).read_text())
    return [Break(f"{folder}/{each['file']}", each["old"], each["new"], each["says"]) for each in told]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files that the check reads, and the members' manifests."""
    for path in (*map(ROOT.joinpath, FILES), *ROOT.glob("*.lock")):
        shutil.copy(path, tmp_path)
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    for manifest in ROOT.glob("*/*/pyproject.toml"):
        target = tmp_path / manifest.relative_to(ROOT)
        target.parent.mkdir(parents=True)
        shutil.copy(manifest, target)
    return tmp_path


@pytest.fixture(scope="session")
def known() -> Mapping[str, Knowledge]:
    return {name: known_settings(name) for name in services(ROOT)}


@pytest.fixture(scope="session")
def objects() -> Objects:
    """What has been held against its schema once is not again."""
    return Objects()


@pytest.fixture
def look(copy: Path, known: Mapping[str, Knowledge], objects: Objects) -> Look:
    """What is said of one composition of the copy, a sentence a line."""

    def looked(name: str) -> str:
        composition = next(each for each in compositions(copy) if each.name == name)
        return "\n".join(map(str, Cluster(copy, known, objects=objects).look(composition)[1]))

    return looked
