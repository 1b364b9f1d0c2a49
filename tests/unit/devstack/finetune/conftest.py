"""A set to learn from, and where the model goes."""

from pathlib import Path

import pytest

from tests.unit.devstack.finetune.cases import labelled_set


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return labelled_set(tmp_path_factory)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "models" / "tuned-1"
