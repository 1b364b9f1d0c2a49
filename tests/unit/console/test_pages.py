"""What the pages show, and that what others wrote is text on each of them."""

from html.parser import HTMLParser

import pytest

from rematch_console.ports.services import Refused
from tests.unit.console.answers import JOB, MATCH, NOTED, OPENING, SCRIPT, TRICK, answer
from tests.unit.console.desk import desk

PATHS = [
    "/matches",
    f"/matches/{MATCH}",
    "/postings",
    "/postings?q=python",
    f"/postings/{JOB}",
    f"/why-not?candidate=c-1&job={JOB}",
]


class Reader(HTMLParser):
    """The elements of a page, and the texts that stand in a <bdi>."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.apart: list[str] = []
        self.loose: list[str] = []
        self._open = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open += tag == "bdi"

    def handle_endtag(self, tag: str) -> None:
        self._open -= tag == "bdi"

    def handle_data(self, data: str) -> None:
        (self.apart if self._open else self.loose).append(data)


@pytest.mark.parametrize("path", PATHS)
async def test_what_others_wrote_is_text(path: str) -> None:
    async with desk() as at:
        answer(at.services)
        page = await at.page(path)
    assert page.status_code == 200
    reader = Reader()
    reader.feed(page.text)
    scripts = [attributes for tag, attributes in reader.elements if tag == "script"]
    assert scripts
    assert all((one["src"] or "").startswith("/static/") for one in scripts)
    assert not [tag for tag, _ in reader.elements if tag == "img"]
    assert not [name for _, attributes in reader.elements for name in attributes if name.startswith("on")]
    assert not [a for _, a in reader.elements if (a.get("href") or "").lower().startswith("javascript:")]
    assert SCRIPT in "".join(reader.apart)
    told = "".join(reader.loose)
    assert TRICK not in told and "\u202e" not in told, "a text that turns its direction stands apart"


async def test_a_posting_is_followed_from_its_raw_record_to_its_match() -> None:
    async with desk() as at:
        answer(at.services)
        told = (await at.client.get(f"/postings/{JOB}.json")).json()
        page = await at.page(f"/postings/{JOB}")
    assert told["raw"] == "raw-jobs / 2 / 9"
    steps = [(step["stage"], step["took"], step["since"]) for step in told["steps"]]
    assert steps == [
        *[("ingest", None, None), ("dedup", 0.15, 0.15), ("embed", 0.25, 0.4)],
        *[("match", 0.3, 0.7), ("notify", 0.3, 1.0)],
    ]
    assert told["told"] == {"first_at": "2026-07-01T12:00:01Z", "told": 2, "waiting": 1}
    assert [ad["reason"] for ad in told["ads"]] == [
        "first ad of this opening: like no other ad that was known",
        "second ad of this opening: same text as indeed:123, city agrees",
    ]
    assert f'href="/matches/{MATCH}"' in page.text
    assert "+250 ms" in page.text and "1 s in all" in page.text and "2 told, 1 waits" in page.text


async def test_a_match_that_has_its_verdict_is_a_step_of_when_it_was_found() -> None:
    async with desk() as at:
        answer(at.services)
        place = ("match", f"GET /v1/matches/{MATCH}")
        at.services.answers[place] = {**at.services.answers[place], "trigger": "verdict"}
        words = [{**NOTED, "trigger": "verdict", "told_at": "2026-07-01T12:00:00.900Z"}]
        words.append({**NOTED, "told_at": "2026-07-01T12:00:00.600Z"})
        at.services.answers["match", f"GET /v1/matches/{MATCH}/audit"] = {"told": words}
        told = (await at.client.get(f"/postings/{JOB}.json")).json()
    assert [step["since"] for step in told["steps"] if step["stage"] == "match"] == [0.6]


async def test_what_was_told_before_a_posting_came_is_no_step_of_it() -> None:
    async with desk() as at:
        answer(at.services)
        place = ("notify", f"GET /v1/openings/{JOB}/told")
        at.services.answers[place] = {**at.services.answers[place], "first_at": "2026-07-01T11:59:59Z"}
        told = (await at.client.get(f"/postings/{JOB}.json")).json()
    last = told["steps"][-1]
    assert (last["stage"], last["at"], told["told"]["told"]) == ("notify", None, 2)


async def test_a_match_of_a_later_profile_is_no_step_of_the_posting() -> None:
    async with desk() as at:
        answer(at.services)
        place = ("match", f"GET /v1/matches/{MATCH}")
        at.services.answers[place] = {**at.services.answers[place], "trigger": "profile_changed"}
        audit = {"told": [{**NOTED, "trigger": "profile_changed"}, {**NOTED, "told_at": "2026-06-30T12:00:00Z"}]}
        at.services.answers["match", f"GET /v1/matches/{MATCH}/audit"] = audit
        told = (await at.client.get(f"/postings/{JOB}.json")).json()
    assert next(step for step in told["steps"] if step["stage"] == "match")["at"] is None


async def test_what_one_service_does_not_tell_leaves_the_rest() -> None:
    async with desk() as at:
        answer(at.services)
        at.services.answers["match", f"GET /v1/jobs/{JOB}"] = Refused("match", 403, "the key lacks matches:read")
        at.services.answers["match", f"GET /v1/jobs/{JOB}/candidates"] = Refused("match", 403, "the key lacks it")
        page = await at.page(f"/postings/{JOB}")
        at.services.away.add("dedup")
        gone = await at.page(f"/postings/{JOB}")
    assert page.status_code == 200
    assert "match says: the key lacks matches:read" in page.text
    assert OPENING["facts"]["title"] in page.text  # type: ignore[index]
    assert gone.status_code == 403
    assert "This key may not see that" in gone.text


async def test_a_match_shows_its_factors_audit_and_sentences() -> None:
    async with desk() as at:
        answer(at.services)
        told = (await at.client.get(f"/matches/{MATCH}.json")).json()
        page = await at.page(f"/matches/{MATCH}")
    assert [(bar["name"], bar["share"], bar["gives"]) for bar in told["bars"]] == [
        ("skills", 0.75, 67.5),
        ("title", 0.25, 12.5),
        ("salary", 0.0, 0.0),
    ]
    for words in ("not known, so it doesn&#39;t count", "81.4 equal", "a broader match", "of 100", "asked for: x"):
        assert words.replace("&#39;", "'") in page.text.replace("&#39;", "'")
    assert [bar["gives"] for bar in told["bars"] if not bar["known"]] == [0.0]


async def test_a_match_that_is_not_known_is_a_page_that_says_so() -> None:
    async with desk() as at:
        assert (await at.page(f"/matches/{MATCH}")).status_code == 404


async def test_an_ad_is_found_by_its_source_and_id() -> None:
    async with desk() as at:
        answer(at.services)
        told = (await at.client.get("/postings.json", params={"q": "indeed:123"})).json()
        asked = [question for _, question in at.services.asked]
    assert [job["job_id"] for job in told["jobs"]] == [JOB]
    assert asked[0].query == {"source": "indeed", "external_id": "123"}


async def test_why_not_asks_for_both_and_says_what_is_no_id() -> None:
    async with desk() as at:
        answer(at.services)
        form = await at.page("/why-not")
        wrong = await at.page("/why-not?candidate=c-1&job=nonsense")
        told = (await at.client.get("/why-not.json", params={"candidate": "c-1", "job": JOB})).json()
    assert (form.status_code, wrong.status_code) == (200, 200)
    assert "an opening&#39;s id has the form" in wrong.text
    assert (told["why"]["kept_apart_by"], len(told["bars"])) == ("score", 3)


async def test_pages_ask_with_the_visitors_own_key() -> None:
    async with desk(own_key="rmk_demo") as at:
        answer(at.services)
        await at.page("/matches")
        session = at.sessions.open(at.principals.add("rmk_mine"))
        await at.page("/matches", cookie=f"rematch_session={session}")
        keys = [key for key, _ in at.services.asked]
    assert set(keys[:2]) == {"rmk_demo"}
    assert set(keys[2:]) == {"rmk_mine"}
