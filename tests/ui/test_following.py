"""A posting is followed from its raw record to its match, with the time and the reason of each step."""

from uuid import uuid4

import httpx
from playwright.sync_api import Browser, Page, expect

from tests.ui.waiting import until
from tests.ui.watched import context, sign_in
from tests.ui.whole import Whole

_PATIENCE = 45.0


def test_a_posting_is_followed_to_its_match(page: Page, whole: Whole) -> None:
    told, external_id = whole.ready(), f"ui-{uuid4().hex[:8]}"
    text = (
        "Fully remote within the United States. You build booking APIs with Python, Django and PostgreSQL. "
        "Docker and Kafka are a plus. You have 4+ years of backend experience. "
    )
    posting = {"title": "Python Backend Developer", "company": "Quillmark Travel", "location": "Austin, TX"}
    ads = [
        {**posting, "source": source, "external_id": external_id, "description": text * 2, "remote": True}
        for source in ("ui-board", "other-board")
    ]
    authorized = {"Authorization": f"Bearer {told['key']}"}
    for ad in ads:
        assert httpx.post(f"{told['ingest']}/v1/jobs", json=ad, headers=authorized).status_code == 202

    def matched() -> str | None:
        found = httpx.get(f"{whole.console}/postings.json", params={"q": f"other-board:{external_id}"})
        if not found.is_success:
            return None
        job_id = str(found.json()["jobs"][0]["job_id"])
        return job_id if httpx.get(f"{whole.console}/postings/{job_id}.json").json()["total"] else None

    until(matched, _PATIENCE)
    page.goto(f"/postings?q=other-board:{external_id}")
    page.locator("ul.jobs a").first.click()
    assert page.get_by_role("heading", name="2 ads of one opening").is_visible()
    way = page.locator("ol.trail li")
    assert way.count() >= 4
    assert "word for word" in page.content() or "same text" in page.content()
    page.locator("ul.pairs a").first.click()
    page.get_by_role("heading", name="What the score is made of").wait_for()


def test_whoever_may_says_what_they_think_of_a_match(browser: Browser, whole: Whole) -> None:
    with context(browser, whole.console) as visitor:
        page = visitor.new_page()
        page.goto("/matches")
        page.locator("#feed [data-match] a").first.click()
        page.locator(".crumbs").wait_for()
        assert page.get_by_role("button", name="A good match").count() == 0, "the console's own key only looks"
        address = page.url
        sign_in(page, whole.ready()["key"])
        page.goto(address)
        page.get_by_role("button", name="A good match").click()
        expect(page.get_by_role("status")).to_contain_text("Noted: a good match")
