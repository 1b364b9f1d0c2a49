"""New, seen again, one more ad of the same opening: what is decided, and what is worth saying."""

from datetime import timedelta
from typing import Any

import pytest

from rematch_common.contracts import RawJob
from rematch_dedup.domain.blocks import text_block
from rematch_dedup.domain.decision import Rules, ad_key, decide, opening_id
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.types import Decision
from tests.fakes.samples import NOW, posting, sighting

HOUR = timedelta(hours=1)
RULES = Rules()
TEXT = (
    "You build the nightly reports on harbour traffic with SQL. You keep the Tableau dashboards of the pilots current."
    " You explain delays to the shipping lines in one page a week. You train two trainees in writing queries."
)
OTHER_TEXT = (
    "You steer the gantry crane at berth four. You lash containers together with the deck crew. You check twist locks"
    " before every lift. You report damage to the terminal office and sign the shift log."
)


def changed(raw: RawJob, **fields: Any) -> RawJob:
    return RawJob.model_validate({**raw.model_dump(exclude_unset=True), **fields})


A = posting(1, title="Data Analyst", description=TEXT, location="Kiel, Germany")
B = changed(A, source="indeed", external_id="i-1")
OTHER = posting(2, title="Crane Operator", description=OTHER_TEXT, location="Kiel, Germany")
NEWER_TEXT = changed(A, description=TEXT + " You know dbt and Airflow.")
CLOSED_A, CLOSED_B, FILLED = changed(A, closed=True), changed(B, closed=True), changed(A, filled=True)
NEW = ("new_opening", ("published", 1))


def history(*seen: RawJob, known: Known | None = None) -> list[Decision]:
    """What is decided when these are seen an hour apart."""
    known = known or Known()
    return [decide(sighting(raw, NOW + n * HOUR, n), known, RULES) for n, raw in enumerate(seen)]


def told(*seen: RawJob) -> list[tuple[str, tuple[str, int] | None]]:
    """Outcome, and what is published of the opening with which version."""
    said = [(d.outcome, [(c.kind, c.opening.version) for c in d.changes if c.kind]) for d in history(*seen)]
    return [(outcome, changes[0] if changes else None) for outcome, changes in said]


@pytest.mark.parametrize(
    ("seen", "outcomes"),
    [
        ([A], [NEW]),
        ([A, A], [NEW, ("refreshed", None)]),
        ([A, NEWER_TEXT], [NEW, ("updated", ("updated", 2))]),
        ([A, NEWER_TEXT, A], [NEW, ("updated", ("updated", 2)), ("updated", ("updated", 3))]),
        ([A, B], [NEW, ("ad_of_opening", None)]),
        ([A, OTHER], [NEW, NEW]),
        ([A, CLOSED_A], [NEW, ("updated", ("closed", 2))]),
        ([A, FILLED], [NEW, ("updated", ("closed", 2))]),
        ([A, CLOSED_A, CLOSED_A], [NEW, ("updated", ("closed", 2)), ("refreshed", None)]),
        ([A, CLOSED_A, A], [NEW, ("updated", ("closed", 2)), ("updated", ("updated", 3))]),
        ([A, B, CLOSED_A], [NEW, ("ad_of_opening", None), ("updated", None)]),
        ([A, B, CLOSED_A, CLOSED_B], [NEW, ("ad_of_opening", None), ("updated", None), ("updated", ("closed", 2))]),
        ([A, B, FILLED], [NEW, ("ad_of_opening", None), ("updated", ("closed", 2))]),
        ([A, CLOSED_A, B], [NEW, ("updated", ("closed", 2)), ("ad_of_opening", ("updated", 3))]),
        ([A, CLOSED_B], [NEW, ("ad_of_opening", None)]),
        ([CLOSED_A], [("new_opening", None)]),
        ([CLOSED_A, A], [("new_opening", None), ("updated", ("updated", 2))]),
        ([CLOSED_A, B], [("new_opening", None), ("ad_of_opening", ("updated", 2))]),
    ],
)
def test_what_is_decided_and_said(seen: list[RawJob], outcomes: list[tuple[str, tuple[str, int] | None]]) -> None:
    assert told(*seen) == outcomes


def test_an_opening_keeps_its_id_whatever_becomes_of_it() -> None:
    assert {d.ad.job_id for d in history(A, NEWER_TEXT, CLOSED_A, A)} == {opening_id(("lever", "p-1"))}


def test_why_an_ad_is_there_names_the_ad_that_it_is_like() -> None:
    first, second = (d.ad.why for d in history(A, B))
    assert (first.stage, first.kind, first.like) == ("none", "original", None)
    assert (second.stage, second.kind, second.like, second.similarity) == ("text_hash", "exact", ad_key(A), 1.0)
    assert "seniority" in second.vetoes


def test_a_fuller_ad_with_pay_makes_the_opening_better_and_the_poorer_one_does_not_make_it_worse() -> None:
    fuller = changed(
        B, description=TEXT + "\n" + "You also do much more than that, day by day. " * 10, salary_text="€60,000"
    )
    _, better, again = history(A, fuller, changed(A, external_id="third"))
    (change,) = better.changes
    assert (change.kind, change.opening.lead) == ("updated", ad_key(fuller))
    assert change.facts is not None
    assert change.facts.fields["salary"]["min"] == 60_000
    assert [c.kind for c in again.changes] == [None]


def test_an_ad_that_shows_two_openings_to_be_one_merges_the_younger_into_the_elder() -> None:
    known = Known()
    first_half, second_half = TEXT, OTHER_TEXT
    elder, younger, bridge = history(
        changed(A, description=first_half),
        changed(A, external_id="p-9", description=second_half),
        changed(A, external_id="p-8", source="board", description=f"{first_half}\n{second_half}"),
        known=known,
    )
    assert elder.ad.job_id != younger.ad.job_id
    assert bridge.ad.job_id == elder.ad.job_id
    assert [ad.key for ad in bridge.moved] == [younger.ad.key]
    *_, closed = bridge.changes
    assert (closed.kind, closed.reason, closed.opening.merged_into) == ("closed", "merged", elder.ad.job_id)
    assert {ad.key for ad in known.members(elder.ad.job_id)} == {elder.ad.key, younger.ad.key, bridge.ad.key}
    assert known.members(younger.ad.job_id) == ()


@pytest.mark.parametrize("late", [NEWER_TEXT, CLOSED_A])
def test_an_older_scrape_never_overwrites_a_newer_one(late: RawJob) -> None:
    known = Known()
    (first,) = history(A, known=known)
    older = decide(sighting(late, NOW - HOUR, 1), known, RULES)
    assert (older.outcome, older.changes) == ("refreshed", ())
    assert (older.ad.open, older.ad.facts, older.ad.scraped_at) == (True, first.ad.facts, NOW)
    assert (older.ad.first_seen, older.ad.last_seen) == (NOW - HOUR, NOW)


def test_the_time_of_the_scrape_counts_not_that_of_the_record() -> None:
    newest, late = changed(A, scraped_at=NOW), changed(NEWER_TEXT, scraped_at=NOW - HOUR)
    assert told(newest, late) == [NEW, ("refreshed", None)]


def test_an_expired_ad_that_is_still_shown_comes_back_only_when_it_was_posted_anew_or_changed() -> None:
    soon = changed(A, expires_at=NOW + timedelta(minutes=30), posted_at=NOW - HOUR)
    expired, still = history(soon, soon)[1], history(soon, soon, soon)[2]
    assert (expired.ad.gone, [c.kind for c in expired.changes]) == ("expired", ["closed"])
    assert (still.outcome, still.ad.gone) == ("refreshed", "expired")
    anew = history(soon, soon, changed(A, posted_at=NOW + HOUR))[2]
    assert (anew.ad.gone, [c.kind for c in anew.changes]) == (None, ["updated"])


def test_one_ad_of_each_text_is_to_be_found_whatever_becomes_of_the_first() -> None:
    known = Known()
    first, twin, other = history(A, B, changed(A, description=OTHER_TEXT), known=known)
    assert ([f.ad for f in first.filed], twin.filed) == ([first.ad.key], ())
    assert [f.ad for f in other.filed] == [first.ad.key, twin.ad.key]
    assert text_block(twin.ad.facts.text_hash) in other.filed[1].blocks
    third = decide(sighting(changed(A, external_id="third"), NOW + 4 * HOUR, 4), known, RULES)
    assert third.ad.job_id == first.ad.job_id


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
