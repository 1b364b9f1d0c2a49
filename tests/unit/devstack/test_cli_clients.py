"""What the commands ask of ingest about people, imports and postings, and how they show its answers."""

from collections.abc import Callable

import httpx
import pytest

from rematch_devstack.commands import candidate_changes, import_lists
from rematch_devstack.commands.door import Door
from rematch_devstack.commands.service_api import ServiceApi
from rematch_devstack.errors import StackError

Asked = list[tuple[str, str, bytes, str | None]]


def api(asked: Asked, answer: Callable[[httpx.Request], httpx.Response]) -> ServiceApi:
    def hear(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.raw_path.decode(), request.content, request.headers.get("if-match")))
        return answer(request)

    return ServiceApi("ingest", Door("http://ingest", "rmk_x"), httpx.MockTransport(hear))


def test_changes_of_a_person_go_to_their_path() -> None:
    asked: Asked = []
    ours = api(asked, lambda _: httpx.Response(202, json={"erasure_id": "e-1"}))
    assert candidate_changes.erased(ours, "c/1") == {"erasure_id": "e-1"}
    candidate_changes.patched(ours, "c-1", {"remote": None}, 3)
    candidate_changes.consented(ours, "c-1", agrees=False)
    assert asked == [
        ("DELETE", "/v1/candidates/c%2F1", b"", None),
        ("PATCH", "/v1/candidates/c-1", b'{"remote":null}', '"3"'),
        ("POST", "/v1/candidates/c-1/consent", b'{"automated_matching":false}', None),
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", "remote=only", "1"])
def test_changes_are_a_json_object(text: str) -> None:
    with pytest.raises(StackError, match="JSON object"):
        candidate_changes.read_changes(text)


def test_all_failures_of_an_import_are_asked_for_page_by_page() -> None:
    asked: Asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        later = "cursor" in request.url.params
        return httpx.Response(200, json={"failures": [{"line": 2 if later else 1}], "next": None if later else "n"})

    assert import_lists.failures(api(asked, answer), "i-1") == [{"line": 1}, {"line": 2}]
    assert [path for _, path, _, _ in asked] == [
        "/v1/imports/i-1/failures?limit=200",
        "/v1/imports/i-1/failures?limit=200&cursor=n",
    ]


def test_what_became_of_a_posting_in_a_line() -> None:
    told = {"ingest_id": "a-0", "state": "duplicate", "job_id": "j-1", "stage": "url", "field": None, "detail": None}
    assert import_lists.fate_in_words(told) == "a-0 duplicate, job_id j-1, stage url"


def test_imports_are_listed_and_added_up(capsys: pytest.CaptureFixture[str]) -> None:
    counts = {"total": 1_200, "new": 1, "duplicate": 2, "updated": 3, "failed": 4}
    import_lists.show(["list"], [{"import_id": "i-1", "state": "completed", **counts}], as_json=False)
    import_lists.show(["stats"], {"imports": 7}, as_json=False)
    import_lists.show(["failures", "i-1"], [], as_json=False)
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("i-1", "completed", "1,200", "imports", "7", "no line failed"))
