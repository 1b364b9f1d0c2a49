"""Each example is built once, for all tests."""

from pathlib import Path

import pytest

from tests.interop.toolchains import ALL, Example


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {"": tmp_path_factory.mktemp("examples")}


@pytest.fixture(params=ALL, ids=lambda example: example.name)
def example(request: pytest.FixtureRequest) -> Example:
    """Skipped where its toolchain is not there, with a line that says what is missing."""
    found: Example = request.param
    if found.lacks:
        pytest.skip(f"the example in {found.name} is not run: {found.lacks}")
    return found


@pytest.fixture
def built(example: Example, shelf: dict[str, Path]) -> Path:
    if example.name not in shelf:
        shelf[example.name] = example.built(shelf[""])
    return shelf[example.name]
