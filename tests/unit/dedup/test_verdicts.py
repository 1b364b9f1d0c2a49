"""What people say of two ads: carried out at once, and never undone by what is crawled later."""

from dataclasses import replace

import pytest

from rematch_common.contracts import RawJob
from rematch_dedup.domain.decision import ad_key, opening_id
from rematch_dedup.domain.known import Known, Verdict
from rematch_dedup.domain.types import AdKey, Effect
from rematch_dedup.domain.verdicts import carry_out
from tests.fakes.samples import sighting
from tests.unit.dedup.test_decision import OTHER, OTHER_TEXT, RULES, TEXT, A, B, changed, history

KEY_A, KEY_B, KEY_OTHER = ad_key(A), ad_key(B), ad_key(OTHER)
LIKE_OTHER = changed(OTHER, source="indeed")


def stored(*seen: RawJob) -> Known:
    known = Known()
    history(*seen, known=known)
    return known


def say(known: Known, one: AdKey, other: AdKey, verdict: Verdict) -> Effect:
    return carry_out(one, other, verdict, known, RULES.limits)


def told(effect: Effect) -> set[tuple[object, ...]]:
    """What is published, of which opening, with which version."""
    return {(c.kind, c.opening.job_id, c.opening.version) for c in effect.changes if c.kind}


def together(known: Known) -> set[frozenset[AdKey]]:
    ids = {ad.job_id for ad in known.ads.values()}
    return {frozenset(ad.key for ad in known.members(job_id)) for job_id in ids}


@pytest.mark.parametrize("pair", [(KEY_A, KEY_OTHER), (KEY_OTHER, KEY_A)])
def test_same_makes_the_younger_one_with_the_elder(pair: tuple[AdKey, AdKey]) -> None:
    known = stored(A, B, OTHER, LIKE_OTHER)
    effect = say(known, *pair, "same")
    elder, younger = opening_id(KEY_A), opening_id(KEY_OTHER)
    assert ("closed", younger, 2) in told(effect)
    assert known.openings[younger].merged_into == elder
    assert {ad.key for ad in effect.ads} == {KEY_OTHER, ad_key(LIKE_OTHER)}
    assert {ad.job_id for ad in known.ads.values()} == {elder}
    why = known.ads[KEY_OTHER].why
    assert (why.stage, why.like, why.similarity) == ("verdict", KEY_A, 1.0)


def test_same_overrules_what_would_keep_the_two_apart() -> None:
    elsewhere = changed(A, external_id="p-3", location="Hamburg, Germany")
    known = stored(A, elsewhere)
    say(known, KEY_A, ad_key(elsewhere), "same")
    why = known.ads[ad_key(elsewhere)].why
    assert known.ads[ad_key(elsewhere)].job_id == opening_id(KEY_A)
    assert why.evidence["overruled"] == ["city"]
    assert "city" not in why.vetoes
    assert "seniority" in why.vetoes


def test_the_elder_is_told_of_only_when_its_facts_change() -> None:
    poorer = changed(OTHER, description="Crane.")
    assert told(say(stored(A, poorer), KEY_A, KEY_OTHER, "same")) == {("closed", opening_id(KEY_OTHER), 2)}
    paid = changed(OTHER, salary_min=50_000, salary_currency="EUR", salary_period="year")
    assert ("updated", opening_id(KEY_A), 2) in told(say(stored(A, paid), KEY_A, KEY_OTHER, "same"))


def test_different_gives_the_other_ad_an_opening_of_its_own() -> None:
    known = stored(A, B)
    effect = say(known, KEY_A, KEY_B, "different")
    assert told(effect) == {("published", opening_id(KEY_B), 1)}
    assert together(known) == {frozenset((KEY_A,)), frozenset((KEY_B,))}
    why = known.ads[KEY_B].why
    assert (why.stage, why.kind, why.like, why.evidence) == (
        "verdict",
        "original",
        None,
        {"different_from": "lever:p-1"},
    )


def test_ads_leave_with_the_one_that_they_are_more_like_and_ties_stay() -> None:
    tie = changed(A, source="tie", description=f"{TEXT}\n{OTHER_TEXT}")
    known = stored(A, OTHER, LIKE_OTHER)
    say(known, KEY_A, KEY_OTHER, "same")
    history(changed(A, source="third"), known=known)
    say(known, KEY_OTHER, KEY_A, "different")
    assert together(known) == {
        frozenset((KEY_A, ("third", "p-1"))),
        frozenset((KEY_OTHER, ad_key(LIKE_OTHER))),
    }
    twins = stored(A, B, changed(tie, description=TEXT))
    say(twins, KEY_A, KEY_B, "different")
    assert together(twins) == {frozenset((KEY_A, ad_key(tie))), frozenset((KEY_B,))}


def test_when_neither_began_the_opening_the_one_less_like_its_beginning_leaves() -> None:
    known = stored(A, OTHER, B, LIKE_OTHER)
    say(known, KEY_A, ad_key(LIKE_OTHER), "same")
    say(known, KEY_OTHER, KEY_B, "different")
    assert together(known) == {frozenset((KEY_A, KEY_B, ad_key(LIKE_OTHER))), frozenset((KEY_OTHER,))}


def test_an_opening_that_was_merged_away_reopens_under_its_own_id() -> None:
    known = stored(A, OTHER, LIKE_OTHER)
    say(known, KEY_A, KEY_OTHER, "same")
    effect = say(known, KEY_OTHER, KEY_A, "different")
    again = known.openings[opening_id(KEY_OTHER)]
    assert (again.open, again.version, again.merged_into) == (True, 3, None)
    assert ("updated", again.job_id, 3) in told(effect)
    assert not any(kind == "published" for kind, *_ in told(effect))


def test_one_that_nobody_was_offered_is_not_told_of() -> None:
    known = stored(A, changed(OTHER, closed=True))
    assert ("closed", opening_id(KEY_OTHER), 2) not in told(say(known, KEY_A, KEY_OTHER, "same"))
    assert known.openings[opening_id(KEY_OTHER)].merged_into == opening_id(KEY_A)
    assert told(say(known, KEY_A, KEY_OTHER, "different")) <= {("updated", opening_id(KEY_A), 2)}
    assert not known.openings[opening_id(KEY_OTHER)].open


def test_what_was_filled_elsewhere_no_longer_closes_an_opening_that_it_left() -> None:
    known = stored(A, B, changed(B, filled=True))
    assert not known.openings[opening_id(KEY_A)].open
    assert told(say(known, KEY_A, KEY_B, "different")) == {("updated", opening_id(KEY_A), 3)}


@pytest.mark.parametrize(
    ("seen", "pair", "verdict"),
    [((A, B), (KEY_A, KEY_B), "same"), ((A, OTHER), (KEY_A, KEY_OTHER), "different")],
)
def test_what_holds_already_changes_nothing(
    seen: tuple[RawJob, ...], pair: tuple[AdKey, AdKey], verdict: Verdict
) -> None:
    known = stored(*seen)
    assert say(known, *pair, verdict) == Effect((), ())
    assert known.verdicts[frozenset(pair)] == verdict


@pytest.mark.parametrize(("seen", "verdict"), [((A, B), "different"), ((A, OTHER), "same")])
def test_the_same_verdict_again_changes_nothing(seen: tuple[RawJob, ...], verdict: Verdict) -> None:
    known, (one, other) = stored(*seen), [ad_key(raw) for raw in seen]
    assert say(known, one, other, verdict).ads
    assert say(known, one, other, verdict) == say(known, other, one, verdict) == Effect((), ())


def test_there_and_back_again_only_versions_have_grown() -> None:
    known = stored(A, B)
    say(known, KEY_A, KEY_B, "different")
    say(known, KEY_A, KEY_B, "same")
    assert together(known) == {frozenset((KEY_A, KEY_B))}
    assert known.openings[opening_id(KEY_B)] == replace(
        known.openings[opening_id(KEY_B)], open=False, version=2, merged_into=opening_id(KEY_A)
    )
    assert say(known, KEY_A, KEY_B, "different").changes
    assert known.openings[opening_id(KEY_B)].version == 3


def test_a_later_same_does_not_join_what_was_said_to_differ() -> None:
    third = changed(A, source="third")
    known = stored(A, B, OTHER, third)
    say(known, KEY_A, KEY_B, "different")
    say(known, KEY_B, KEY_OTHER, "same")
    say(known, KEY_OTHER, ad_key(third), "same")
    assert any({KEY_OTHER, ad_key(third)} <= group for group in together(known)), "the newest word holds"
    assert not any({KEY_A, KEY_B} <= group for group in together(known)), "and the older one too"


def test_every_text_of_a_new_opening_is_to_be_found() -> None:
    known = stored(A, B, changed(B, external_id="i-2"))
    effect = say(known, KEY_A, KEY_B, "different")
    assert {filing.ad for filing in effect.filed} == {KEY_A, KEY_B}
    assert {ad.key for ad in known.candidates(sighting(changed(A, external_id="new")))} == {KEY_A, KEY_B}
