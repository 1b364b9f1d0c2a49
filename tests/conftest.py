"""Who runs what, when several workers share the tests (`make test`)."""

import pytest


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The reliability suite stays with one worker: it has one system for all, which its tests break in turns. Its
    front door has a system of its own. xdist hands out the largest group first, and the suite is the longest thing
    there is: it begins at once.
    """
    for item in items:
        if item.get_closest_marker("reliability"):
            group = "door" if item.path.stem == "test_door" else "reliability"
            item.add_marker(pytest.mark.xdist_group(group))
