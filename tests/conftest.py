"""Who runs what, when several workers share the tests (`make test`)."""

import gc
from collections.abc import Generator

import pytest

# Two halves of the reliability suite that take equally long, each with a system of its own that its tests break in
# turns. Its front door and its deliveries have smaller ones.
_FIRST_HALF = {"test_broker", "test_fault_points", "test_kill", "test_late_words", "test_produce", "test_verdicts"}
_OF_THEIR_OWN = {"test_door", "test_delivery"}
# What takes longest begins first, so that nobody waits for it at the end; and small files fill what is left.
_ORDER = ("reliability-1", "reliability-2", "tests/reliability/", "tests/e2e/", "tests/integration/", "tests/quality/")
# A model or rendered files for all of the folder.
_FOLDERS = ("tests/unit/encoder/", "tests/unit/deploy/")


def _group(item: pytest.Item) -> str:
    """A worker has what the tests of a file share, such as a system or a model: one that is given them all makes it
    once.
    """
    stem, file = item.path.stem, item.nodeid.partition("::")[0]
    if item.get_closest_marker("reliability") and stem not in _OF_THEIR_OWN:
        return "reliability-1" if stem in _FIRST_HALF else "reliability-2"
    return next((folder for folder in _FOLDERS if file.startswith(folder)), file)


def _turn(group: str) -> int:
    return next((turn for turn, begins in enumerate(_ORDER) if group.startswith(begins)), len(_ORDER))


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A group stays with one worker. They are handed out in this order: `make test` tells xdist to keep it."""
    if not hasattr(config, "workerinput"):
        return
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=lambda item: _turn(_group(item)))


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop() -> Generator[None, object, object]:
    """Thousands of collected tests live to the end: looking through them again and again for garbage is a sixth of
    what the quick ones cost.
    """
    gc.collect()
    gc.freeze()
    try:
        return (yield)
    finally:
        gc.unfreeze()
