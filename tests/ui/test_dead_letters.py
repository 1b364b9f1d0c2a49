"""A dead letter is found by its reason, mended and sent back, and its posting becomes an opening."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import orjson
from playwright.sync_api import Browser, Page, expect

from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing
from tests.ui.waiting import until
from tests.ui.watched import context, sign_in
from tests.ui.whole import Whole

SECRET = "Call Jane on 030 1234567 <script>window.broken = 1</script>"
_PATIENCE = 30.0


def publish(bootstrap: str, value: bytes) -> None:
    async def sent() -> None:
        publisher = KafkaPublisher(bootstrap, "ui")
        await publisher.start()
        try:
            await publisher.publish([Outgoing("raw-jobs", b"ui", value)])
        finally:
            await publisher.stop()

    with ThreadPoolExecutor(1) as apart:  # Playwright's loop has this thread
        apart.submit(asyncio.run, sent()).result()


def broken(whole: Whole) -> str:
    """A posting without a title, once it is a dead letter; its id."""
    told, external_id = whole.ready(), f"dl-{uuid4().hex[:8]}"
    posting = {"source": "ui-board", "external_id": external_id, "company": "Harbour Hospital", "description": SECRET}
    publish(told["kafka"], orjson.dumps(posting))
    return external_id


def newest(page: Page) -> None:
    """The newest letter of postings without a title."""

    def there() -> bool:
        page.goto("/dead-letters")
        return page.get_by_role("row", name="title").count() > 0

    until(there, _PATIENCE, page.content)
    page.get_by_role("row", name="title").get_by_role("link").first.click()
    page.locator("tbody th a").first.click()


def test_masked_for_who_only_looks(page: Page, whole: Whole) -> None:
    broken(whole)
    newest(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("title")
    assert "Jane" not in page.content()
    assert page.get_by_role("button", name="Send back").count() == 0
    expect(page.get_by_role("main")).to_contain_text("sign in")


def test_mended_and_sent_back_it_becomes_an_opening(browser: Browser, whole: Whole, admin_key: str) -> None:
    external_id = broken(whole)
    with context(browser, whole.console, refused=1) as visitor:
        page = visitor.new_page()
        sign_in(page, admin_key)

        def lies_there() -> bool:
            newest(page)
            page.get_by_role("button", name="Show what it says").click()
            return external_id in page.get_by_label("The record").input_value()

        until(lies_there, _PATIENCE, page.content)
        assert page.evaluate("window.broken") is None
        value = orjson.loads(page.get_by_label("The record").input_value())
        page.get_by_label("The record").fill(orjson.dumps({**value, "title": " "}).decode())
        page.get_by_role("button", name="Mend and send back").click()
        expect(page.get_by_role("alert")).to_contain_text("It would fail again")
        page.get_by_label("The record").fill(orjson.dumps({**value, "title": "Staff Nurse"}).decode())
        page.get_by_role("button", name="Mend and send back").click()
        expect(page.get_by_role("status")).to_contain_text("went to raw-jobs.dedup.retry")

        def opened() -> bool:
            asked = {"q": f"ui-board:{external_id}"}
            return httpx.get(f"{whole.console}/postings.json", params=asked).is_success

        until(opened, _PATIENCE)
        page.goto(f"/postings?q=ui-board:{external_id}")
        expect(page.locator("ul.jobs")).to_contain_text("Staff Nurse")


def test_all_of_a_reason_go_back_once(browser: Browser, whole: Whole, admin_key: str) -> None:
    broken(whole)
    with context(browser, whole.console) as visitor:
        page = visitor.new_page()
        sign_in(page, admin_key)
        newest(page)
        page.get_by_role("link", name="raw-jobs").click()
        page.get_by_role("button", name="Send all of these back").click()
        expect(page.get_by_role("status")).to_contain_text("redriven")


def test_a_form_of_another_site_changes_nothing(whole: Whole, admin_key: str) -> None:
    with httpx.Client(base_url=whole.console) as client:
        assert client.post("/sign-in", data={"key": admin_key}).status_code == 303
        refused = client.post(
            "/dead-letters/raw-jobs/redrive", data={"token": "0" * 64}, headers={"origin": "https://evil.example"}
        )
        assert refused.status_code == 403
        assert client.post("/dead-letters/raw-jobs/redrive", data={"token": "0" * 64}).status_code == 403
