"""Whom the ledger of erasures names, and which records are of the life that was erased."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from rematch_common.contracts import ERASURE_RECEIPTS, limits
from rematch_common.dead_letter import dead_letter
from rematch_common.erased import Erased
from rematch_common.erasing import Erasure, encoded, receipt_of
from rematch_common.errors import InvalidRecord
from rematch_common.records import Headers, Record
from tests.fakes.samples import NOW

JANE = Erasure("e-1", "acme", "jane", 4)
LATER = NOW + timedelta(hours=1)
BEFORE, BETWEEN, AFTER = (int((NOW + timedelta(minutes=m)).timestamp() * 1000) for m in (-5, 30, 90))


def told(store: str, erasure: Erasure = JANE, at: Any = NOW) -> Record:
    sent = encoded(receipt_of(erasure, store, at, {}))
    return Record(sent.topic, 0, 0, 0, sent.key, sent.value, sent.headers)


def letter(
    topic: str, key: bytes | None, value: bytes = b"{}", *, version: int | None = None, at: int = AFTER
) -> Record:
    headers: Headers = () if version is None else (("ce_sequence", str(version).encode()),)
    dead = dead_letter(Record(topic, 0, 0, at, key, value, headers), "embed", InvalidRecord("bug", "x"), 1)
    return Record(dead.topic, 0, 0, AFTER, dead.key, dead.value, dead.headers)


def ledger(*receipts: Record) -> Erased:
    erased = Erased()
    erased.see(receipts)
    return erased


def test_receipts_name_people_once_and_all_are_known_when_there_are_no_more() -> None:
    erased = Erased()
    assert erased.see([told("ingest"), told("embed"), told("match", at=LATER)]) == ["acme/jane"]
    assert (erased.version("acme/jane"), erased.version("acme/eve"), erased.complete) == (4, 0, False)
    assert erased.see(()) == []
    assert erased.complete


def test_what_is_no_receipt_names_nobody() -> None:
    bare = {"erasure_id": "e-2", "store": "ingest", "done_at": NOW.isoformat()}
    found = [Record(ERASURE_RECEIPTS.name, 0, 0, 0, b"e", value) for value in (b"{", orjson.dumps(bare), None)]
    assert Erased().see(found) == []


@pytest.mark.parametrize("topic", ["candidate-profiles", "candidate-profiles-bulk", "embedded-candidates.e5"])
def test_who_comes_anew_is_told_from_who_was_by_the_version(topic: str) -> None:
    erased = ledger(told("ingest"))
    assert erased.whose(letter(topic, b"acme/jane", version=4)) == "acme/jane"
    assert erased.whose(letter(topic, b"acme/jane", b'{"version": 3}')) == "acme/jane"
    assert not erased.ended(letter(topic, b"acme/jane", version=5))
    assert not erased.ended(letter(topic, b"acme/jane", b'{"version": 5}', at=BEFORE))
    assert not erased.ended(letter(topic, b"acme/eve", version=1))


def test_under_a_wrong_key_they_are_known_by_what_the_record_says() -> None:
    facts = b'{"tenant_id": "acme", "candidate_id": "jane", "version": 2}'
    for key in (None, b"nonsense", b"acme/\xff"):
        assert ledger(told("ingest")).ended(letter("candidate-profiles", key, facts))
    assert not ledger(told("ingest")).ended(letter("candidate-profiles", None, b"[1"))


def test_what_cannot_be_read_counts_by_the_time_at_which_it_first_came() -> None:
    erased = ledger(told("ingest"), told("match", at=LATER))
    assert erased.ended(letter("candidate-profiles", b"acme/jane", b"{broken", at=BETWEEN))
    assert not erased.ended(letter("candidate-profiles", b"acme/jane", b"{broken", at=AFTER))


@pytest.mark.parametrize("topic", ["matches", "matches.acme", "match-feedback"])
def test_of_a_pair_all_is_over_that_came_before_match_had_forgotten_them(topic: str) -> None:
    pair, waiting, done = b"acme/jane/j-1", ledger(told("ingest")), ledger(told("ingest"), told("match", at=LATER))
    assert waiting.ended(letter(topic, pair, version=1, at=AFTER)), "more may still come of them"
    assert done.ended(letter(topic, pair, version=9, at=BETWEEN))
    assert not done.ended(letter(topic, pair, version=1, at=AFTER))
    assert not done.ended(letter(topic, b"acme/eve/j-1", at=BEFORE))


def test_the_last_erasure_of_a_person_counts_whatever_order_receipts_come_in() -> None:
    again = Erasure("e-2", "acme", "jane", 9)
    erased = ledger(told("match", again, LATER), told("ingest", again), told("ingest"), told("match"))
    assert erased.version("acme/jane") == 9
    assert erased.ended(letter("matches", b"acme/jane/j", at=BETWEEN))


def test_topics_of_openings_tell_of_nobody() -> None:
    assert not ledger(told("ingest")).ended(letter("deduped-jobs", b"acme/jane", version=1))


def test_a_time_that_nobody_can_read_is_that_of_the_record_itself() -> None:
    erased = ledger(told("ingest"), told("match", at=LATER))
    strange = (limits.DLQ_ORIGINAL_TIMESTAMP, b"9" * 30)
    assert erased.ended(Record("matches.dlq", 0, 0, BEFORE, b"acme/jane/j", None, (strange,)))
    assert not erased.ended(Record("matches.dlq", 0, 0, AFTER, b"acme/jane/j", None, (strange,)))
