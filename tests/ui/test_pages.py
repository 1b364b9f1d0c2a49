"""Every page in light and dark, wide and on a phone: no complaint of the browser, no serious fault by axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from rematch_console.api.pages import PAGES
from tests.ui.watched import Scheme, context, sign_in
from tests.ui.whole import Whole

SERIOUS = {"serious", "critical"}
PATHS = [page.path for page in PAGES] + ["/sign-in", "/apis/ingest", "/apis/asyncapi"]
# What a table or a feed shows one of, by the page that has a link to it.
BELOW = {"/matches": "#feed a", "/postings": "ul.jobs a"}


def at_rest(visitor: BrowserContext) -> Page:
    """A page where nothing fades in: a row on its way to its colours has none that could be judged."""
    page = visitor.new_page()
    page.emulate_media(reduced_motion="reduce")
    return page


def faults(page: Page, scheme: Scheme) -> list[str]:
    """Those that axe calls serious or worse, with where they are. In the dark only colours are others."""
    options = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{page.url} {one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:4]}"
        for one in found
        if one["impact"] in SERIOUS
    ]


def visited(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_role("heading", level=1).first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_serious_fault(browser: Browser, whole: Whole, admin_key: str, scheme: Scheme) -> None:
    with context(browser, whole.console, scheme) as visitor:
        page = at_rest(visitor)
        sign_in(page, admin_key)
        found = []
        for path in PATHS:
            visited(page, path)
            found += faults(page, scheme)
    with context(browser, whole.console, scheme) as visitor:
        page = at_rest(visitor)
        page.goto("/try")
        page.get_by_role("button", name="Use a posting").click()
        expect(page.locator(".picks .score").first).to_be_visible()
        found += faults(page, scheme)
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_lies_below_a_page_has_none_either(browser: Browser, whole: Whole, scheme: Scheme) -> None:
    with context(browser, whole.console, scheme) as visitor:
        page, found = at_rest(visitor), []
        for path, link in BELOW.items():
            page.goto(path)
            page.locator(link).first.click()
            page.locator(".crumbs").wait_for()
            found += faults(page, scheme)
    assert found == []


def test_on_a_phone_no_page_is_wider_than_the_screen(browser: Browser, whole: Whole) -> None:
    with context(browser, whole.console, phone=True) as visitor:
        page, wide = visitor.new_page(), []
        for path in PATHS:
            visited(page, path)
            if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
                wide.append(path)
    assert wide == []


def test_the_keyboard_leads_through_a_page(page: Page) -> None:
    page.goto("/try")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("A posting or a CV", exact=True)).to_be_focused()
    page.keyboard.type("Baker at Oven")
    while page.evaluate("document.activeElement.type") != "submit":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#answer .verdict")).to_be_visible()
    expect(page.locator("#answer")).to_be_focused()


def test_keys_are_made_shown_once_and_revoked(browser: Browser, whole: Whole, admin_key: str) -> None:
    with context(browser, whole.console) as visitor:
        page = visitor.new_page()
        sign_in(page, admin_key)
        page.goto("/keys?tenant=demo")
        page.get_by_label("Name").fill("from the browser")
        page.get_by_role("checkbox", name="matches:read").check()
        page.get_by_role("button", name="Make a key").click()
        made = page.locator("code.secret").inner_text()
        assert made.startswith("rmk_")
        page.goto("/keys?tenant=demo")
        assert made not in page.content()
        row = page.get_by_role("row", name="from the browser")
        expect(row).to_contain_text("matches:read")
        row.get_by_role("button", name="Revoke").click()
        expect(page.get_by_role("status")).to_contain_text("is revoked")


def test_whoever_signs_out_only_looks_again(browser: Browser, whole: Whole, admin_key: str) -> None:
    with context(browser, whole.console) as visitor:
        page = visitor.new_page()
        sign_in(page, admin_key)
        assert visitor.cookies()[0]["httpOnly"]
        assert visitor.cookies()[0]["sameSite"] == "Strict"
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("banner")).to_contain_text("read-only")
        assert visitor.cookies() == []
