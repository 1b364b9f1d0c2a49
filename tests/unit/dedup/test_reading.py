"""Which texts a batch will want: enough, and no more than that."""

from datetime import timedelta

import pytest

from rematch_common.contracts import RawJob
from rematch_dedup.domain.decision import Rules, decide, opening_id
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.placing import MOST_READ
from rematch_dedup.domain.reading import UNREAD, Wanted, wanted
from tests.fakes.samples import NOW, sighting
from tests.unit.dedup.test_decision import OTHER, OTHER_TEXT, TEXT, A, B, changed

OPENING = frozenset({opening_id(("lever", "p-1"))})
COMPANY = frozenset({"harbour analytics"})
REWORDED = changed(B, description=TEXT + " You know dbt and Airflow.")
ELSEWHERE = changed(A, external_id="p-7", location="Hamburg, Germany")
ANOTHER = changed(OTHER, company="Nordlicht")
NOTHING = Wanted(frozenset(), frozenset())


def known(*seen: RawJob) -> Known:
    stored = Known()
    for offset, raw in enumerate(seen):
        decide(sighting(raw, offset=offset), stored, Rules())
    return stored


def wants(stored: Known, *batch: RawJob) -> Wanted:
    return wanted([sighting(raw, NOW + timedelta(hours=1), 100 + n) for n, raw in enumerate(batch)], stored)


@pytest.mark.parametrize(
    ("batch", "expected"),
    [
        ([A], NOTHING),
        ([changed(A, posted_at=NOW)], NOTHING),
        ([changed(A, closed=True)], Wanted(OPENING, frozenset())),
        ([changed(A, description=OTHER_TEXT)], Wanted(OPENING, frozenset())),
        ([changed(A, expires_at=NOW)], NOTHING),
        ([B], Wanted(OPENING, frozenset())),
        ([REWORDED], Wanted(OPENING, COMPANY)),
        ([REWORDED, changed(B, external_id="i-2")], Wanted(OPENING, COMPANY)),
        ([ELSEWHERE], NOTHING),
        ([ANOTHER], NOTHING),
    ],
    ids=[
        *("refreshed", "posted anew", "closed", "changed", "the end stays"),
        *("one more", "reworded", "both", "elsewhere", "another job"),
    ],
)
def test_what_is_to_be_read_for_a_batch(batch: list[RawJob], expected: Wanted) -> None:
    assert wants(known(A), *batch) == expected


def test_one_that_is_gone_may_come_back() -> None:
    assert wants(known(changed(A, closed=True)), A) == Wanted(OPENING, frozenset())


def test_two_that_meet_in_one_batch_are_compared() -> None:
    more = changed(ANOTHER, external_id="p-3", description=OTHER_TEXT + " You wear a helmet.")
    assert wants(known(A), ANOTHER, more).companies == {"nordlicht"}
    assert wants(known(A), ANOTHER, changed(ANOTHER, external_id="p-3")) == NOTHING
    assert (
        wants(
            known(A), ANOTHER, changed(ANOTHER, external_id="p-3", company="Third", description="Cook.", title="Cook")
        )
        == NOTHING
    )


def test_what_contradicts_now_may_not_after_the_batch_has_changed_it() -> None:
    stored = known(A)
    assert wants(stored, ELSEWHERE) == NOTHING
    assert wants(stored, changed(A, location="Hamburg, Germany"), ELSEWHERE) == Wanted(OPENING, COMPANY)


def test_the_same_words_settle_it_only_while_they_are_certain_to_stay() -> None:
    assert wants(known(A), changed(A, description=OTHER_TEXT), B) == Wanted(OPENING, COMPANY)
    crowd = [changed(A, source=f"s-{number}") for number in range(MOST_READ + 1)]
    assert wants(known(A), *crowd).companies == COMPANY
    assert wants(known(A), *crowd[: MOST_READ - 1]).companies == frozenset()


def test_what_was_not_read_tells_nothing_and_says_so() -> None:
    for look in (lambda: UNREAD["salary"], lambda: UNREAD.get("salary"), lambda: dict(UNREAD), lambda: len(UNREAD)):
        with pytest.raises(RuntimeError, match="not read"):
            look()
