"""`make screenshots`: the pictures of the README, of the whole system with its demo, into a directory."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

from tests.ui.waiting import until
from tests.ui.watched import CHROMIUM, Scheme, context, launched
from tests.ui.whole import Whole, running

_MATCHES, _PATIENCE = 12, 120.0
Step = Callable[[Page], None]


def flow(page: Page) -> None:
    page.goto("/flow")
    page.wait_for_timeout(12_000)  # of a chart of the last minutes, some seconds


def matches(page: Page) -> None:
    page.goto("/matches")
    page.locator("#feed [data-match]").first.wait_for()


def match(page: Page) -> None:
    """The best of the newest."""
    newest = page.request.get("/matches.json").json()["matches"]
    page.goto(f"/matches/{max(newest, key=lambda one: float(one['score']))['match_id']}")
    page.get_by_role("heading", name="What the score is made of").wait_for()


def try_it(page: Page) -> None:
    page.goto("/try")
    page.get_by_role("button", name="Use a posting").click()
    page.locator(".picks .score").first.wait_for()
    page.evaluate("window.scrollTo(0, 0)")


PICTURES: dict[str, tuple[Step, Scheme]] = {
    "flow": (flow, "light"),
    "flow-dark": (flow, "dark"),
    "matches": (matches, "light"),
    "match": (match, "light"),
    "try-it": (try_it, "dark"),
}


def take(whole: Whole, into: Path) -> None:
    authorized = f"{whole.console}/matches.json"
    until(lambda: len(httpx.get(authorized).json()["matches"]) >= _MATCHES, _PATIENCE)
    with sync_playwright() as playwright:
        browser = launched(playwright)
        for name, (step, scheme) in PICTURES.items():
            with context(browser, whole.console, scheme) as visitor:
                page = visitor.new_page()
                step(page)
                page.screenshot(path=into / f"{name}.png")
                sys.stdout.write(f"{into / name}.png\n")
        browser.close()


def main(into: Path) -> int:
    if not Path(CHROMIUM).exists():
        sys.stderr.write(f"there is no {CHROMIUM}: apt-get install chromium\n")
        return 1
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rematch-pictures-") as home, running(Path(home)) as whole:
        whole.ready()
        take(whole, into)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
