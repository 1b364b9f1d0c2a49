"""A page in Chromium, watched: what it complains of, and where it asks."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

Scheme = Literal["light", "dark"]
CHROMIUM = "/usr/bin/chromium"
_PATIENCE = 15_000  # milliseconds
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
# Chromium itself asks nobody either, and could find nobody.
_ALONE = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


@dataclass
class Complaints:
    """What was wrong on the pages of one context."""

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob"):
            return
        if parts.hostname != "127.0.0.1":
            self.asked.append(request.url)

    def watch(self, page: Page) -> None:
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))


def launched(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ALONE))


@contextlib.contextmanager
def context(
    browser: Browser, base: str, scheme: Scheme = "light", *, phone: bool = False, refused: int = 0
) -> Iterator[BrowserContext]:
    """A visitor of its own. Afterwards: nothing was complained of, and nobody else was asked. `refused`: how many
    forms of theirs are refused (422), which Chromium notes."""
    complaints = Complaints()
    size = PHONE if phone else WIDE
    opened = browser.new_context(base_url=base, color_scheme=scheme, viewport=size, has_touch=phone)  # type: ignore[arg-type]
    opened.set_default_timeout(_PATIENCE)
    opened.on("page", complaints.watch)
    opened.on("request", complaints.request)
    try:
        yield opened
    finally:
        opened.close()
    noted = [one for one in complaints.said if "status of 422" in one]
    assert len(noted) == refused
    assert [one for one in complaints.said if one not in noted] == []
    assert complaints.asked == []


def sign_in(page: Page, key: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Access key").fill(key)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
