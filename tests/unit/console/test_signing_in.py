"""Signing in with a key, out again, and what a form needs before it changes anything."""

import asyncio

import pytest

from rematch_console.api.looking import COOKIE
from rematch_console.api.sign_in import inside
from rematch_console.handlers import hub
from tests.fakes.waiting import until
from tests.unit.console.desk import desk

KEY = "rmk_0123456789ab_mine"


async def test_a_key_opens_a_session_that_no_script_reads_and_no_other_site_sends() -> None:
    async with desk(own_key=None) as at:
        at.principals.add(KEY, "admin")
        answer = await at.send("/sign-in", {"key": KEY, "next": "/dead-letters?x=1"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/dead-letters?x=1")
        cookie = answer.headers["set-cookie"]
        assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=28800"))
        assert KEY not in cookie
        assert "Secure" not in cookie, "this machine speaks http"
        page = await at.page("/you")
        assert KEY not in page.text
        assert "0123456789ab" in page.text


async def test_over_https_the_cookie_stays_there() -> None:
    async with desk() as at:
        at.principals.add(KEY)
        answer = await at.client.post("https://localhost/sign-in", data={"key": KEY})
        assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("key", ["", "rmk_none", "<script>"])
async def test_what_is_no_key_is_refused_and_not_repeated(key: str) -> None:
    async with desk() as at:
        answer = await at.send("/sign-in", {"key": key})
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        assert not key or key not in answer.text


async def test_while_keys_are_being_read_nobody_is_told_no() -> None:
    async with desk() as at:
        at.principals.complete = False
        assert (await at.send("/sign-in", {"key": KEY})).status_code == 503


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "javascript:alert(1)", "/\nx"]
)
def test_the_way_back_stays_here(elsewhere: str) -> None:
    assert inside(elsewhere) == "/"
    assert inside("/flow?a=b") == "/flow?a=b"


async def test_a_key_that_ends_ends_what_it_opened() -> None:
    async with desk(own_key=None) as at:
        at.sign_in("admin")
        assert (await at.page("/you")).status_code == 200
        at.principals.known.clear()
        assert (await at.page("/you")).status_code == 303
        at.sign_in("admin")
        at.now.advance(hours=8, seconds=1)
        assert (await at.page("/you")).status_code == 303


async def test_signing_out_needs_the_token_and_ends_the_session() -> None:
    async with desk(own_key=None) as at:
        token = at.sign_in("admin")
        await at.send("/sign-out", {"token": "wrong"})
        at.client.cookies.set(COOKIE, next(iter(at.sessions._kept)))
        assert (await at.page("/you")).status_code == 200
        await at.send("/sign-out", {"token": token})
        assert not at.sessions._kept


async def test_scopes_are_told_honestly() -> None:
    async with desk() as at:
        at.sign_in("queue:work")
        told = (await at.client.get("/you.json")).json()
        assert [one["name"] for one in told["scopes"] if one["has"]] == ["queue:work", "categories:read"]


WRITES = [
    "/dead-letters/raw-jobs/redrive",
    "/dead-letters/raw-jobs/0/0/redrive",
    "/dead-letters/raw-jobs/0/0/reveal",
    "/dead-letters/raw-jobs/0/0/mend",
    "/queue/1/priority",
    "/keys",
    "/keys/0123456789ab/revoke",
    "/matches/5b0d4c52-6a0e-4f0e-9a51-0a6c5d1f2e11/thumb",
]


@pytest.mark.parametrize("path", WRITES)
async def test_a_write_needs_a_session_a_token_a_scope_and_our_own_page(path: str) -> None:
    async with desk() as at:
        at.principals.add("rmk_own", "admin")  # the console's own key may all, and still only looks
        nobody = await at.send(path, {"token": "x"})
        assert (nobody.status_code, nobody.headers["location"]) == (303, "/sign-in?next=/")
        token = at.sign_in("postings:write")
        assert (await at.send(path, {"reason": "bug"})).status_code == 403
        assert "earlier sign-in" in (await at.send(path, {"token": token[::-1]})).text
        assert "lacks the scope" in (await at.send(path, {"token": token})).text
        at.sign_in("admin")
        token = at.sign_in("admin")
        for header, value in (("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")):
            foreign = await at.send(path, {"token": token}, **{header: value})
            assert foreign.status_code == 403
            assert "another site" in foreign.text
        assert not at.services.asked
        assert not at.letters.sent


async def test_a_form_is_bounded_and_of_one_kind() -> None:
    async with desk() as at:
        at.sign_in("admin")
        json = await at.client.post("/keys", json={"token": "x"})
        assert json.status_code == 415
        assert (await at.send("/keys", {"x": "y" * 4_000_000})).status_code == 413
        many = await at.client.post("/keys", data={f"f{n}": "" for n in range(100)})
        assert many.status_code == 400


@pytest.mark.parametrize("path", ["/flow/stream", "/matches/stream"])
@pytest.mark.parametrize("by", ["the session", "the key"])
async def test_a_line_ends_with_what_opened_it(path: str, by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "_SIGN", 0.01)
    async with desk(own_key=None) as at:
        at.sign_in("matches:read")
        line = asyncio.ensure_future(at.client.get(path))
        await until(lambda: at.watch.hub.watchers or any(asked.path == "/v1/stream" for _, asked in at.services.asked))
        assert not line.done()
        at.sessions.close(at.client.cookies[COOKIE]) if by == "the session" else at.principals.known.clear()
        answer = await asyncio.wait_for(line, 5)
    assert answer.status_code == 200
    assert answer.text.startswith(": watching")
