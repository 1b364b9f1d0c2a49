"""New, seen again, one more ad of the same opening: what is decided, and what is worth saying."""

from datetime import timedelta
from typing import Any

import pytest

from rematch_common.contracts import RawJob
from rematch_dedup.domain.decision import Decision, Known, ad_key, decide, opening_id
from tests.fakes.samples import NOW, posting, sighting

NOTHING = Known({}, {}, {}, {})
HOUR = timedelta(hours=1)
A = posting(1)
SAME_TEXT = {**A.model_dump(exclude_unset=True), "source": "indeed", "external_id": "i-1"}
B = RawJob.model_validate(SAME_TEXT)


def changed(raw: RawJob, **fields: Any) -> RawJob:
    return RawJob.model_validate({**raw.model_dump(exclude_unset=True), **fields})


def history(*seen: RawJob) -> list[Decision]:
    """What is decided when these are seen an hour apart."""
    known, decisions = NOTHING, list[Decision]()
    for number, raw in enumerate(seen):
        decisions.append(decide(sighting(raw, NOW + number * HOUR, number), known))
        known = known.after(decisions[-1])
    return decisions


def told(*seen: RawJob) -> list[tuple[str, str | None, int]]:
    return [(d.outcome, d.change, d.opening.version) for d in history(*seen)]


NEWER_TEXT = changed(A, description="SQL, Tableau and dbt.")
CLOSED_A, CLOSED_B, FILLED = changed(A, closed=True), changed(B, closed=True), changed(A, filled=True)
NEW = ("new_opening", "published", 1)


@pytest.mark.parametrize(
    ("seen", "outcomes"),
    [
        ([A], [NEW]),
        ([A, A], [NEW, ("refreshed", None, 1)]),
        ([A, NEWER_TEXT], [NEW, ("updated", "updated", 2)]),
        ([A, NEWER_TEXT, A], [NEW, ("updated", "updated", 2), ("updated", "updated", 3)]),
        ([A, B], [NEW, ("ad_of_opening", None, 1)]),
        ([A, posting(2)], [NEW, NEW]),
        ([A, CLOSED_A], [NEW, ("updated", "closed", 2)]),
        ([A, FILLED], [NEW, ("updated", "closed", 2)]),
        ([A, CLOSED_A, CLOSED_A], [NEW, ("updated", "closed", 2), ("refreshed", None, 2)]),
        ([A, CLOSED_A, A], [NEW, ("updated", "closed", 2), ("updated", "updated", 3)]),
        ([A, B, CLOSED_A], [NEW, ("ad_of_opening", None, 1), ("updated", None, 1)]),
        ([A, B, CLOSED_A, CLOSED_B], [NEW, ("ad_of_opening", None, 1), ("updated", None, 1), ("updated", "closed", 2)]),
        ([A, CLOSED_A, B], [NEW, ("updated", "closed", 2), ("ad_of_opening", "updated", 3)]),
        ([A, CLOSED_B], [NEW, ("ad_of_opening", None, 1)]),
        ([CLOSED_A], [("new_opening", None, 1)]),
        ([CLOSED_A, A], [("new_opening", None, 1), ("updated", "updated", 2)]),
        ([CLOSED_A, B], [("new_opening", None, 1), ("ad_of_opening", "updated", 2)]),
    ],
)
def test_what_is_decided_and_said(seen: list[RawJob], outcomes: list[tuple[str, str | None, int]]) -> None:
    assert told(*seen) == outcomes


def test_an_opening_keeps_its_id_whatever_becomes_of_it() -> None:
    ids = {d.opening.job_id for d in history(A, NEWER_TEXT, CLOSED_A, A)}
    assert ids == {opening_id(("lever", "p-1"))}


def test_only_the_lead_ad_speaks_for_the_opening() -> None:
    *_, other = history(A, B, changed(B, description="Something else entirely."))
    assert (other.outcome, other.change) == ("updated", None)
    assert other.opening.facts.fields["description"] == "SQL and Tableau for team 1."
    assert other.ad.content_hash != other.opening.facts.content_hash
    *_, lead = history(A, B, NEWER_TEXT)
    assert lead.opening.facts.fields["description"] == "SQL, Tableau and dbt."


def test_a_reopened_opening_says_what_its_lead_says_now() -> None:
    *_, again = history(A, CLOSED_A, NEWER_TEXT)
    assert (again.change, again.opening.open) == ("updated", True)
    assert again.opening.facts.fields["description"] == "SQL, Tableau and dbt."


def test_a_text_that_changes_back_and_forth_still_finds_its_opening() -> None:
    decisions = history(A, NEWER_TEXT, B, changed(B, external_id="i-2", description="SQL, Tableau and dbt."))
    assert len({d.opening.job_id for d in decisions}) == 1


@pytest.mark.parametrize("late", [NEWER_TEXT, CLOSED_A])
def test_an_older_scrape_never_overwrites_a_newer_one(late: RawJob) -> None:
    (first,) = history(A)
    older = decide(sighting(late, NOW - HOUR, 1), NOTHING.after(first))
    assert (older.outcome, older.change) == ("refreshed", None)
    assert older.opening == first.opening
    assert (older.ad.open, older.ad.content_hash, older.ad.scraped_at) == (True, first.ad.content_hash, NOW)
    assert (older.ad.first_seen, older.ad.last_seen) == (NOW - HOUR, NOW)


def test_the_time_of_the_scrape_counts_not_that_of_the_record() -> None:
    newest, late = changed(A, scraped_at=NOW), changed(NEWER_TEXT, scraped_at=NOW - HOUR)
    assert told(newest, late) == [NEW, ("refreshed", None, 1)]


def test_an_ad_is_known_by_its_id_else_by_its_address() -> None:
    address = "https://jobs.example.com/1"
    assert ad_key(A) == ("lever", "p-1")
    by_address = posting(1, external_id=None, url=address)
    assert ad_key(by_address) == ("lever", address)
    assert ad_key(posting(1, url=address)) == ("lever", "p-1")


def test_a_long_address_stays_its_own_and_short() -> None:
    long = "https://jobs.example.com/" + "x" * 3_000
    keys = {ad_key(posting(1, external_id=None, url=url)) for url in (long, long + "y", long[:300], long[:301])}
    assert len(keys) == 4
    assert max(len(key[1]) for key in keys) <= 300


def test_the_address_of_an_ad_is_kept_until_there_is_another() -> None:
    with_url = changed(A, url="https://jobs.example.com/1")
    assert history(with_url, A)[-1].ad.url == "https://jobs.example.com/1"
    moved = changed(A, url="https://jobs.example.com/2")
    assert history(with_url, moved)[-1].ad.url == "https://jobs.example.com/2"
