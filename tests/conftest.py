"""Who runs what, when several workers share the tests (`make test`)."""

import gc
from collections.abc import Generator

import pytest

# Two halves of the reliability suite that take equally long, each with a system of its own that its tests break in
# turns. Its front door and its deliveries have smaller ones.
_FIRST_HALF = {"test_broker", "test_fault_points", "test_kill", "test_late_words", "test_produce", "test_verdicts"}
_OF_THEIR_OWN = {"test_door", "test_delivery"}


def _group(stem: str) -> str:
    if stem in _OF_THEIR_OWN:
        return stem
    return "reliability-1" if stem in _FIRST_HALF else "reliability-2"


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A group stays with one worker. xdist hands out the largest groups first, and those of the reliability suite are
    the longest thing there is: they begin at once.
    """
    for item in items:
        if item.get_closest_marker("reliability"):
            item.add_marker(pytest.mark.xdist_group(_group(item.path.stem)))


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
