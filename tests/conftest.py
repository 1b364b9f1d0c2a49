"""Who runs what, when several workers share the tests (`make test`)."""

import gc
from collections.abc import Generator
from typing import Any

import pytest

# The reliability suite has one system, which its tests break in turns. It mostly waits: a second worker does the rest
# meanwhile. Its front door and its deliveries have smaller ones.
_SUITE = "tests/reliability/"
_OF_THEIR_OWN = ("door", "delivery")
# A model or rendered files for all of the folder.
_FOLDERS = ("tests/unit/encoder/", "tests/unit/deploy/")
# What takes longest begins first, so that nobody waits for it at the end; and small files fill what is left.
_ORDER = ("reliability", _SUITE, "tests/e2e/", "tests/integration/", "tests/quality/", *_FOLDERS)


def pytest_configure(config: pytest.Config) -> None:
    """An example's first run loads tables, and shared cores stand still: how long one takes tells nothing here."""
    if config.pluginmanager.hasplugin("hypothesispytest"):  # make test-reference may have none
        from hypothesis import HealthCheck, settings

        settings.register_profile("shared-cores", deadline=None, suppress_health_check=[HealthCheck.too_slow])
        settings.load_profile("shared-cores")


def group_of(nodeid: str) -> str:
    """What stays with one worker. It has what the tests of a file share, such as a system: so it is made once."""
    file = nodeid.partition("::")[0]
    name = file.removeprefix(f"{_SUITE}test_").removesuffix(".py")
    if file.startswith(_SUITE) and name not in _OF_THEIR_OWN:
        return "reliability"
    return next((folder for folder in _FOLDERS if file.startswith(folder)), file)


def turn_of(group: str) -> int:
    return next((turn for turn, begins in enumerate(_ORDER) if group.startswith(begins)), len(_ORDER))


# make test-reference has no xdist.
@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """xdist's own groups are written behind the names of tests, where pytest 9.2 doesn't look for them any more: each
    test was a group of its own, and every worker had a whole system to break (pytest-xdist 1386).
    """
    from xdist.scheduler import LoadScopeScheduling

    class InGroups(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False  # in the order below, not by how many tests there are
    return InGroups(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: turn_of(group_of(item.nodeid)))


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
