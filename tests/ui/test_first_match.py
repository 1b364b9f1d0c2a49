"""The first match of the demo appears on a page that was open before there was one."""

from playwright.sync_api import Browser

from tests.ui.watched import context
from tests.ui.whole import Whole

_PATIENCE = 60_000


def test_the_first_match_appears_by_itself_while_the_demo_runs(starting: Whole, browser: Browser) -> None:
    starting.ready()
    with context(browser, starting.console) as visitor:
        page = visitor.new_page()
        page.goto("/matches")
        there = page.locator("#feed [data-match]").count()
        page.locator("#feed [data-match]").nth(there).wait_for(timeout=_PATIENCE)
        newest = page.locator("#feed [data-match]").first
        assert "Brings" in newest.inner_text()
        newest.get_by_role("link").click()
        page.get_by_role("heading", name="What the score is made of").wait_for()
