"""What `rematch erasures` shows of what ingest tells."""

from rematch_devstack.commands.erasures import row, store_row

ONE = {
    "erasure_id": "e-1",
    "tenant_id": "demo",
    "candidate_id": "c-1",
    "asked_at": "2026-02-01T10:00:00Z",
    "done_at": None,
    "outstanding": ["match", "notify"],
}


def test_an_erasure_tells_whom_it_waits_for() -> None:
    assert row(ONE) == ("e-1", "demo", "c-1", "2026-02-01 10:00", "waits for match, notify")
    done = {**ONE, "done_at": "2026-02-01T10:00:03Z", "outstanding": []}
    assert row(done)[-1] == "done 2026-02-01 10:00"


def test_a_store_tells_what_went() -> None:
    match = {
        "store": "match",
        "done_at": "2026-02-01T10:00:02Z",
        "gone_by": None,
        "counts": {"matches": 2, "backlog": 0},
    }
    assert store_row(match) == ("match", "2026-02-01 10:00", "-", "2 matches")
    assert store_row({"store": "notify", "done_at": None, "gone_by": None, "counts": {}}) == ("notify", "-", "-", "-")
