"""One system and one browser for all of these tests; each has a visitor of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.ui.watched import CHROMIUM, context, launched
from tests.ui.whole import Whole, running

_NO_BROWSER = f"there is no {CHROMIUM}: apt-get install chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first match is watched for while the system is still starting: that test goes first."""
    here = [item for item in items if item.path.parent == Path(__file__).parent]
    for item in here:
        item.add_marker(pytest.mark.ui)
        if not Path(CHROMIUM).exists():
            item.add_marker(pytest.mark.skip(reason=_NO_BROWSER))
    items.sort(key=lambda item: item in here and "first" not in item.path.stem)


@pytest.fixture(scope="session")
def starting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """The system, of which no more than the console has to be up."""
    with running(tmp_path_factory.mktemp("ui")) as whole:
        whole.up()
        yield whole


@pytest.fixture(scope="session")
def whole(starting: Whole) -> Whole:
    """The system, all of it ready."""
    starting.ready()
    return starting


@pytest.fixture(scope="session")
def admin_key(whole: Whole) -> str:
    return whole.admin_key()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, whole: Whole) -> Iterator[Page]:
    """Of somebody who has not signed in."""
    with context(browser, whole.console) as visitor:
        yield visitor.new_page()
