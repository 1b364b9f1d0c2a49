"""Try it answers within a second or so, stores nothing, and shows whatever is pasted as text."""

import time

import httpx
from playwright.sync_api import Page, expect

from tests.ui.whole import Whole

HOSTILE = (
    "<script>window.broken = 1</script> Python Developer at <img src=x onerror='window.broken = 1'> Labs\n\n"
    "javascript:alert(1) \u202edesrever\u202c "
    + "w" * 10_000
    + " <a href='javascript:window.broken=1'>click</a> Python, Django"
)


def test_a_posting_and_a_cv_are_answered(page: Page) -> None:
    page.goto("/try")
    began = time.monotonic()
    page.get_by_role("button", name="Use a posting").click()
    expect(page.locator("#answer")).to_contain_text("It would begin a new opening")
    assert time.monotonic() - began < 3.0, "the first of all, on a busy machine"
    expect(page.locator(".picks .score").first).to_be_visible()
    expect(page.locator(".skills")).to_contain_text("Build APIs with Python, Django and PostgreSQL")
    page.locator(".picks summary").first.click()
    expect(page.locator(".picks tbody tr").first).to_be_visible()
    page.get_by_role("button", name="Use a CV").click()
    expect(page.locator("#answer")).to_contain_text("This person would have")
    expect(page.locator("#answer .lines")).to_contain_text("Austin")


def test_it_answers_within_a_second_and_knows_what_is_known(page: Page, whole: Whole) -> None:
    told = whole.ready()
    text = "You bake rye bread, rolls and pretzels through the night with two colleagues, and clean the ovens at six."
    ad = {"title": "Night Baker", "company": "Oven & Sons", "location": "Porto", "description": text}
    ad |= {"source": "ui-board", "external_id": "baker-1"}
    headers = {"Authorization": f"Bearer {told['key']}"}
    assert httpx.post(f"{told['ingest']}/v1/jobs", json=ad, headers=headers).status_code == 202
    pasted = f"Night Baker at Oven & Sons, Porto\n\n{text}"
    page.goto("/try")
    page.get_by_label("A posting or a CV", exact=True).fill(pasted)
    page.get_by_role("radio", name="A posting").check()
    answer = page.locator("#answer")
    for _ in range(40):  # until dedup has read it
        page.get_by_role("button", name="See what would happen").click()
        expect(answer).to_have_attribute("aria-busy", "false")
        expect(answer.locator(".verdict")).to_be_visible()
        if "one more ad" in answer.inner_text():
            break
    expect(answer).to_contain_text("It would be one more ad of a known opening")
    expect(answer).to_contain_text("the same text, word for word")
    took = httpx.post(f"{whole.console}/try.json", json={"text": pasted, "kind": "posting"}).json()["took"]
    assert took < 1.0


def test_hostile_text_is_text(page: Page) -> None:
    page.goto("/try")
    for kind in ("A posting", "A CV"):
        page.get_by_label("A posting or a CV", exact=True).fill(HOSTILE)
        page.get_by_role("radio", name=kind).check()
        page.get_by_role("button", name="See what would happen").click()
        expect(page.locator("#answer .verdict")).to_be_visible()
        expect(page.locator("#answer")).to_have_attribute("aria-busy", "false")
        assert page.evaluate("window.broken") is None
        assert page.locator("#answer script, #answer img, #answer a[href^='javascript']").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "a long word breaks the page"


def test_without_scripts_the_form_works_as_any_form_does(whole: Whole) -> None:
    answer = httpx.post(f"{whole.console}/try", data={"text": "Baker at Oven\nBake.", "kind": "posting"})
    assert answer.status_code == 200
    assert "What is read" in answer.text
