"""Dead letters on the console: masked for everybody, shown, mended and sent back by administrators."""

import orjson
import pytest

from rematch_common.dead_letter import dead_letter
from rematch_common.dead_letters.editing import EDITED_BY
from rematch_common.errors import InvalidRecord
from rematch_common.records import Record
from tests.unit.console.desk import Desk, desk

SECRET = "Jane Roe <script>alert(1)</script>"
POSTING = {"source": "board", "external_id": "7", "company": "Clinic", "description": SECRET}
AT = "/dead-letters/raw-jobs/0/0"


def letter(offset: int = 0, error: Exception | None = None) -> Record:
    fault = error or InvalidRecord("schema", "title is missing: every RawJob has one", field="title")
    dead = dead_letter(Record("raw-jobs", 2, 40, 1_000, b"board:7", orjson.dumps(POSTING)), "dedup", fault, 1)
    return Record(dead.topic, 0, offset, 2_000 + offset, dead.key, dead.value, dead.headers)


def filled(at: Desk) -> Desk:
    at.letters.lying = [letter(0), letter(1), letter(2, ValueError(SECRET))]
    return at


@pytest.mark.parametrize("path", ["/dead-letters", "/dead-letters/raw-jobs", AT, "/dead-letters/raw-jobs/0/2"])
@pytest.mark.parametrize("twin", ["", ".json"])
@pytest.mark.parametrize("scopes", [("matches:read",), ("admin",)])
async def test_nobody_sees_what_they_say_without_asking(path: str, twin: str, scopes: tuple[str, ...]) -> None:
    async with desk() as at:
        filled(at).sign_in(*scopes)
        answer = await at.page(path + twin)
        assert answer.status_code == 200, answer.text
        assert not any(word in answer.text for word in ("Jane", "Clinic", "alert(1)"))


async def test_by_reason_with_the_field_at_fault() -> None:
    async with desk() as at:
        told = (await filled(at).client.get("/dead-letters.json")).json()
        first, second = told["groups"]
        assert (first["reason"], first["field"], first["records"]) == ("schema", "title", 2)
        assert (second["reason"], second["error"]) == ("bug", "")
        assert told["reasons"] == [{"reason": "schema", "records": 2}, {"reason": "bug", "records": 1}]
        page = await at.page("/dead-letters")
        assert "<code><bdi>title</bdi></code>" in page.text
        of_one = (await at.client.get("/dead-letters/raw-jobs.json", params={"reason": "bug"})).json()
        assert [one["offset"] for one in of_one["letters"]] == [2]


async def test_what_does_not_lie_there_is_404() -> None:
    async with desk() as at:
        assert (await filled(at).page("/dead-letters/raw-jobs/0/99")).status_code == 404
        assert (await at.page("/dead-letters/nowhere")).status_code == 404
        assert (await at.page("/dead-letters/raw-jobs/0/-1")).status_code == 422


async def test_an_administrator_sees_it_as_text() -> None:
    async with desk() as at:
        token = filled(at).sign_in("admin")
        shown = await at.send(f"{AT}/reveal", {"token": token})
        assert "Jane Roe &lt;script&gt;" in shown.text
        assert "<script>alert" not in shown.text
        assert at.letters.sent == []


async def test_sent_back_as_it_is_and_all_of_a_reason() -> None:
    async with desk() as at:
        token = filled(at).sign_in("admin")
        answer = await at.send(f"{AT}/redrive", {"token": token})
        assert answer.status_code == 303
        assert "went to raw-jobs.dedup.retry" in (await at.page(answer.headers["location"])).text
        answer = await at.send("/dead-letters/raw-jobs/redrive", {"token": token, "reason": "schema", "consumer": ""})
        assert "1 record redriven, 1 had been redriven before" in (await at.page(answer.headers["location"])).text
        assert [one.value for one in at.letters.sent] == [orjson.dumps(POSTING)] * 2


async def test_nobody_else_puts_a_notice_onto_the_page() -> None:
    async with desk() as at:
        filled(at).sign_in("admin")
        assert "All is lost" not in (await at.page("/dead-letters?done=All+is+lost&by=0")).text


async def test_mended_it_goes_back_marked_with_who_did_it() -> None:
    async with desk() as at:
        token = filled(at).sign_in("admin")
        mended = orjson.dumps({**POSTING, "title": "Nurse"}, option=orjson.OPT_INDENT_2).decode().replace("\n", "\r\n")
        answer = await at.send(f"{AT}/mend", {"token": token, "value": mended})
        assert answer.status_code == 303
        (sent,) = at.letters.sent
        assert orjson.loads(sent.value or b"")["title"] == "Nurse"
        assert (EDITED_BY, b"0123456789ab") in sent.headers


@pytest.mark.parametrize(("value", "field"), [({**POSTING, "title": ""}, "title"), ("{broken", None)])
async def test_what_would_fail_again_stays_and_keeps_what_was_typed(value: object, field: str | None) -> None:
    async with desk() as at:
        token = filled(at).sign_in("admin")
        typed = value if isinstance(value, str) else orjson.dumps(value).decode()
        answer = await at.send(f"{AT}/mend", {"token": token, "value": typed})
        assert answer.status_code == 422
        assert "It would fail again" in answer.text
        assert field is None or f"in <code><bdi>{field}</bdi></code>" in answer.text
        assert "{broken" in answer.text or "&#34;title&#34;: &#34;&#34;" in answer.text or "Clinic" in answer.text
        assert not at.letters.sent
