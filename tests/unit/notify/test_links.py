"""Links do one thing each, for whoever holds them, until they expire; nothing of them can be made up or read."""

import base64
import json
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from rematch_common.buckets import OwnBuckets
from rematch_common.errors import DependencyAway
from rematch_common.sealing import DeploymentKeys
from rematch_notify.adapters.sealed_links import SealedLinks
from rematch_notify.api import links as routes
from rematch_notify.domain.links import Deed, Link, packed, unpacked
from rematch_notify.handlers.follow_link import FollowLink
from rematch_notify.ports.links import NotALink
from tests.fakes.reacting import FakeReactions
from tests.fakes.samples import NOW, job_id

KEY, OTHER = (base64.b64encode(one * 32).decode() for one in (b"k", b"o"))
BASE = "https://jobs.example.org"
UNTIL = NOW + timedelta(days=1)
APPLIED = Link("applied", "demo", UUID(int=1), UNTIL, "c-1", job_id(1))
LEAVE = Link("unsubscribe", "demo", UUID(int=1), UNTIL)


async def links(key: str = KEY, former: str = "") -> SealedLinks:
    made = SealedLinks(DeploymentKeys(key, former, None), BASE + "/")
    await made.start()
    return made


def token(url: str) -> str:
    return url.rpartition("/")[2]


@pytest.mark.parametrize("link", [APPLIED, LEAVE])
async def test_a_link_reads_as_it_was_made_and_is_always_the_same(link: Link) -> None:
    made = await links()
    assert made.url(link) == made.url(link)
    assert made.read(token(made.url(link))) == link
    assert unpacked(packed(link)) == link


async def test_who_holds_it_learns_nothing_from_it() -> None:
    made = await links()
    text = token(made.url(APPLIED))
    sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    for part in (b"demo", b"c-1", APPLIED.subscription_id.bytes, job_id(1).bytes, job_id(1).hex.encode(), b"applied"):
        assert part not in sealed


async def test_nothing_can_be_made_up() -> None:
    made, other = await links(), await links(OTHER)
    text = token(made.url(LEAVE))
    made_up = [
        "",
        "x",
        "=",
        "é",
        text[:-2],
        text[2:],
        text + "AA",
        text.swapcase(),
        "A" * 2_000,
        token(other.url(LEAVE)),
    ]
    for wrong in made_up:
        with pytest.raises(NotALink):
            made.read(wrong)
    flipped = text[:10] + ("A" if text[10] != "A" else "B") + text[11:]
    with pytest.raises(NotALink):
        made.read(flipped)


async def test_a_former_key_still_opens() -> None:
    old = token((await links(OTHER)).url(LEAVE))
    assert (await links(KEY, OTHER)).read(old) == LEAVE


async def test_before_the_start_there_is_no_key() -> None:
    with pytest.raises(DependencyAway):
        SealedLinks(DeploymentKeys(KEY, "", None), BASE).read("AAAA")


@pytest.mark.parametrize("data", [b"", b"a/b", b"burn/1/demo/00/c/", b"applied/x/demo/00/c/", b"\xff" * 9])
def test_what_nobody_has_packed(data: bytes) -> None:
    with pytest.raises(ValueError):
        unpacked(data)


class Page:
    """The routes, without a network."""

    def __init__(self, made: SealedLinks, reactions: FakeReactions) -> None:
        self.now = NOW
        follow = FollowLink(made, reactions, lambda: self.now)
        api = FastAPI()
        api.include_router(routes.routes(follow, OwnBuckets(lambda: 0.0)))
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url=BASE)


@pytest.mark.parametrize(("link", "words"), [(APPLIED, "I applied"), (LEAVE, "Unsubscribe")])
async def test_looking_does_nothing_and_pressing_does_it(link: Link, words: str) -> None:
    reactions, made = FakeReactions(), await links()
    page = Page(made, reactions)
    looked = await page.client.get(made.url(link))
    assert looked.status_code == 200
    assert words in looked.text
    assert 'method="post"' in looked.text
    assert reactions.said == []
    pressed = await page.client.post(made.url(link))
    assert pressed.status_code == 200
    assert reactions.said == [link.deed]


async def test_one_click_of_a_mail_program_unsubscribes_at_once() -> None:
    reactions, made = FakeReactions(), await links()
    page = Page(made, reactions)
    answer = await page.client.post(made.url(LEAVE), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert reactions.said == ["unsubscribe"]


async def test_what_has_expired_or_is_about_nothing_says_so() -> None:
    reactions, made = FakeReactions(known=False), await links()
    page = Page(made, reactions)
    assert (await page.client.post(made.url(APPLIED))).status_code == 410
    page.now = UNTIL
    for method in ("GET", "POST"):
        for address in (made.url(LEAVE), f"{BASE}/l/made-up", f"{BASE}/u/made-up"):
            answer = await page.client.request(method, address)
            assert answer.status_code == 410
            assert "made-up" not in answer.text


async def test_a_page_runs_nothing_leads_nowhere_and_is_kept_nowhere() -> None:
    made = await links()
    headers = (await Page(made, FakeReactions()).client.get(made.url(LEAVE))).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer", "the address is a key by itself"
    assert headers["cache-control"] == "no-store"


async def test_a_link_that_is_shared_makes_no_flood() -> None:
    reactions, made = FakeReactions(), await links()
    page = Page(made, reactions)
    codes = [(await page.client.post(made.url(APPLIED))).status_code for _ in range(40)]
    assert codes == [200] * 30 + [429] * 10
    assert json.dumps(reactions.said).count("applied") == 30


def test_every_deed_lasts() -> None:
    deeds: tuple[Deed, ...] = ("applied", "rejected", "unsubscribe")
    assert {unpacked(packed(Link(deed, "t", UUID(int=2), UNTIL))).deed for deed in deeds} == set(deeds)
