"""What the rules say that somebody should bring out, and what is missing."""

from dataclasses import replace

from hypothesis import given

from rematch_jobtext import implied_by
from rematch_match.domain.asks import OwnAsked
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.tailoring.briefs import ORDER
from rematch_match.domain.tailoring.making import MOST_ASKS, brief_of
from rematch_match.domain.titles import read_title
from rematch_match.domain.verdicts.masking import named
from tests.fakes.samples import person
from tests.unit.match.matching import openings, people
from tests.unit.match.tailoring.pairs import RARITY, brief, opening, somebody


def said(job: JobFacts | None = None, who: CandidateFacts | None = None) -> list[str]:
    return [one.text for one in brief(job, who).suggestions]


def gaps(job: JobFacts | None = None, who: CandidateFacts | None = None) -> list[str]:
    return [gap.text for gap in brief(job, who).gaps]


def test_what_is_asked_for_and_had_is_brought_out_in_order() -> None:
    assert said() == [
        "Bring out Kafka (1 year): it is required.",
        "Bring out SQL: it is required.",
        "Tell the 6 years of experience: 5 or more are asked for.",
        "Begin with what they are, data engineer: the opening is data engineer.",
        "Name the language: German (fluent); it is required.",
        "Name Python beside Django, which implies it: the posting's title names it.",
    ]


def test_what_is_missing_is_told_as_missing() -> None:
    assert gaps() == [
        "Required, and not in the profile: CISSP.",
        "Required, and not in the profile: PostgreSQL. MySQL is close to it.",
        "Welcome, and not in the profile: Go.",
    ]


def test_every_suggestion_has_its_fact_and_the_sentence_that_it_answers() -> None:
    found = {one.ask.skill or one.ask.kind: one for one in brief().suggestions}
    kafka = found["kafka"]
    assert [(fact.text, fact.skill) for fact in kafka.facts] == [(f"{named('kafka')}, a main skill, 1 year", "kafka")]
    assert kafka.ask.sentence and kafka.ask.sentence.startswith("Kafka is a must")
    assert "1234567" not in kafka.ask.sentence, "nobody's number is told on"
    assert found["years"].ask.sentence == "You have 5+ years of experience in data engineering."
    assert found["python"].facts[0].shown == "Django, 3 years"
    assert found["title"].ask.sentence == "Senior Data Engineer (Python)"


def test_facts_and_asks_are_numbered_each_once() -> None:
    found = brief()
    assert [ask.id for ask in found.asks] == [f"p{n}" for n in range(1, len(found.asks) + 1)]
    assert len({fact.id for fact in found.facts}) == len({fact.text for fact in found.facts}) == len(found.facts)
    assert [fact.id for fact in found.facts] == [f"f{n}" for n in range(1, len(found.facts) + 1)]


def test_years_that_are_too_few_or_not_told_are_a_gap() -> None:
    assert "5 years or more are asked for; the profile tells 3." in gaps(who=somebody(years=3.0))
    assert any("doesn't say how many" in gap for gap in gaps(who=somebody(years=None)))
    assert not any("experience" in text for text in said(who=somebody(years=3.0)))


def test_a_wish_is_told_as_a_wish_and_another_trade_as_a_gap() -> None:
    wish = somebody(headline=read_title("Chef"), titles=(read_title("Data Engineer"),))
    assert "Say that they want to be data engineer: the opening is data engineer." in said(who=wish)
    cook = somebody(headline=read_title("Chef"), titles=())
    assert "The role is none that the profile tells, or near to one." in gaps(who=cook)


def test_what_they_say_they_have_not_got_is_not_brought_out() -> None:
    lacking = somebody(lacks=("cissp", "sql"))
    assert not any("SQL" in text for text in said(who=lacking) if "Bring" in text)
    assert "Required, and the profile says that it is not held: CISSP." in gaps(who=lacking)


def test_of_licences_that_stand_for_one_another_one_will_do() -> None:
    either = "ACCA or CIMA needed."
    job = replace(opening(evidence={"acca": either, "cima": either}), required=frozenset({"acca", "cima"}))
    who = person(skills=frozenset({"cima"}))
    assert said(job, who)[0].startswith("Name the licence: CIMA")
    assert not any("ACCA" in gap for gap in gaps(job, who))
    assert sum("CIMA" in gap or "ACCA" in gap for gap in gaps(job, person(skills=frozenset()))) == 1


def test_a_tenant_reads_the_opening_in_its_own_words() -> None:
    own = {"demo": OwnAsked(required=frozenset({"snow-park"}), evidence={"snow-park": "Snow Park daily."})}
    who = replace(somebody(), skills=frozenset({"snow-park"}))
    (told, *_) = brief(replace(opening(), own=own), who).suggestions
    assert (told.text, told.ask.sentence) == ("Bring out snow park: it is required.", "Snow Park daily.")
    assert "snow" not in told.facts[0].text, "a model reads a name without a meaning"


@given(openings(), people())
def test_nothing_is_said_that_is_not_in_the_profile(job: JobFacts, who: CandidateFacts) -> None:
    found = brief_of(job, who, RARITY)
    assert len(found.asks) <= MOST_ASKS
    had = who.skills.union(*map(implied_by, who.skills))
    for one in found.suggestions:
        assert one.facts and one.text and one.ask.kind in ORDER
        assert {fact.skill for fact in one.facts if fact.skill} <= who.skills
        assert one.ask.skill is None or one.ask.skill in had & job.skills
    assert not {gap.skill for gap in found.gaps if gap.skill} & (who.skills - set(who.brings.lacks))
    assert found == brief_of(job, who, RARITY), "the same each time"


def test_without_anything_in_common_nothing_is_said() -> None:
    found = brief_of(opening(years_min=None), person(skills=frozenset()), Rarity())
    assert found.suggestions == () and found.facts == () and found.gaps
