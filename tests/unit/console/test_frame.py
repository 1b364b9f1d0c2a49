"""What every page has: a twin, a way in, headers that keep a browser from doing harm, and a problem that is a page."""

from typing import Any

import pytest

from rematch_console.adapters.memory_sessions import MOST, MemorySessions
from rematch_console.api.guard import CSP
from rematch_console.api.looking import COOKIE
from rematch_console.api.pages import PAGES
from tests.unit.console.desk import NOTHING_YET, Calendar, desk

# What each page asks for, as little as it can be.
ANSWERS: dict[tuple[str, str], Any] = {
    ("match", "GET /v1/matches"): {"matches": [], "next": None},
    ("match", "GET /v1/jobs"): {"jobs": [], "next": None},
}


@pytest.mark.parametrize("path", [page.path for page in PAGES])
async def test_a_page_has_a_twin_and_names_itself_in_the_menu(path: str) -> None:
    async with desk() as at:
        at.services.answers |= ANSWERS | NOTHING_YET
        page, twin = await at.page(path), await at.client.get(f"{path}.json")
    assert (page.status_code, twin.status_code) == (200, 200)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert twin.headers["content-type"] == "application/json"
    assert f'href="{path}" aria-current="page"' in page.text
    assert f'href="{path}.json"' in page.text


async def test_the_first_page_is_the_first_of_the_table() -> None:
    async with desk() as at:
        answer = await at.page("/")
    assert (answer.status_code, answer.headers["location"]) == (303, PAGES[0].path)


async def test_nothing_on_a_page_is_inline_or_from_elsewhere() -> None:
    async with desk() as at:
        page = await at.page(PAGES[0].path)
    assert page.headers["content-security-policy"] == CSP
    assert "unsafe" not in CSP
    assert "<style" not in page.text
    assert " style=" not in page.text
    assert "<script>" not in page.text
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"


async def test_files_are_kept_for_ever_under_the_address_of_their_content() -> None:
    async with desk() as at:
        page = await at.page(PAGES[0].path)
        address = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
        style, other = await at.client.get(address), await at.client.get("/static/before/console.css")
        assert (await at.client.get("/static/before/none.css")).status_code == 404
        assert (await at.client.get("/static/before/../settings.py")).status_code == 404
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in style.headers["cache-control"]
    assert other.headers["cache-control"] == "no-cache"
    assert other.content == style.content


async def test_where_nobody_may_just_look_a_key_is_asked_for() -> None:
    async with desk(own_key=None) as at:
        page, twin = await at.page("/flow"), await at.client.get("/flow.json")
        assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=/flow")
        assert (twin.status_code, twin.json()["type"]) == (401, "urn:rematch:problem:key-missing")
        session = at.sessions.open(at.principals.add("rmk_mine"))
        cookie = f"{COOKIE}={session}"
        assert (await at.page("/flow", cookie=cookie)).status_code == 200
        assert "rmk_mine" not in (await at.page("/flow", cookie=cookie)).text
        at.now.advance(hours=8)
        assert (await at.page("/flow", cookie=cookie)).status_code == 303


async def test_who_may_just_look_does_so_by_a_name_that_is_known() -> None:
    """Else a page of somebody else's, whose name leads here, could read the console through a visitor's browser."""
    async with desk(hosts=["console.example.org"]) as at:
        known = await at.client.get("/flow.json", headers={"host": "Console.Example.org:8006"})
        strange = await at.client.get("/flow.json", headers={"host": "evil.example"})
        probe = await at.client.get("/healthz", headers={"host": "10.1.2.3:8006"})
        local = await at.client.get("/flow.json", headers={"host": "[::1]:8006"})
    assert (known.status_code, strange.status_code, local.status_code) == (200, 421, 200)
    assert probe.status_code == 200
    assert "REMATCH_CONSOLE_HOSTS" in strange.json()["detail"]


async def test_a_problem_is_a_page_for_who_looks_and_json_for_a_program() -> None:
    async with desk() as at:
        page, told = await at.page("/<b>none</b>"), await at.client.get("/none.json")
    assert page.status_code == told.status_code == 404
    assert "There is no such thing" in page.text
    assert "<b>" not in page.text
    assert told.headers["content-type"] == "application/problem+json"


def test_a_session_lasts_hours_and_the_oldest_gives_way() -> None:
    now = Calendar()
    sessions = MemorySessions(now)
    first = sessions.open("rmk_first")
    assert sessions.key_of(first) == "rmk_first"
    sessions.close(first)
    assert sessions.key_of(first) is None
    oldest = sessions.open("rmk_oldest")
    for number in range(MOST):
        last = sessions.open(f"rmk_{number}")
    assert (sessions.key_of(oldest), sessions.key_of(last)) == (None, f"rmk_{MOST - 1}")
