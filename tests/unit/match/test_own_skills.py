"""Skills that a tenant has added count for its people, and for nobody else's."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from rematch_common.contracts import OwnSkill
from rematch_match.domain.asks import Asks, Brings
from rematch_match.domain.explaining import explain
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.own_skills import Glossary, OwnSkills, job_for
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Pairs, Scorer, score
from rematch_match.domain.terms import Terms
from rematch_match.handlers.own_words import InOwnWords, ReadAnew
from rematch_match.ports import Arrivals
from rematch_match.ports.circumstances import Circumstances
from tests.fakes.circumstances import FakePrevailing
from tests.fakes.samples import NOW, job, person
from tests.fakes.unread import FakeUnread

SNOW = OwnSkills.of([OwnSkill(id="snowpark", aliases=("Snow Park", "Neige-Parc"))])
OTHER = OwnSkills.of([OwnSkill(id="x-13", aliases=("Snow Park", "C++X"))])


def read(text: str, own: Mapping[str, OwnSkills] | None = None) -> JobFacts:
    opening = job(text=text, asks=Asks(title="Engineer"))
    return Glossary({"demo": SNOW} if own is None else own).job(opening, 1)


@pytest.mark.parametrize(
    ("text", "required", "preferred"),
    [
        ("You must know Snow-Park well.", {"snowpark"}, set()),
        ("SNOWPARK is required.", {"snowpark"}, set()),
        ("Nice to have:\n- neige parc", set(), {"snowpark"}),
        ("Neige-P\u00e1rc is a plus. Snow Park is required.", {"snowpark"}, set()),
        ("Snow parks and a park of snow.", set(), set()),
        ("No Snow Park needed.", set(), set()),
        ("", set(), set()),
    ],
)
def test_a_posting_asks_for_what_its_text_says_of_it(text: str, required: set[str], preferred: set[str]) -> None:
    opening = read(text)
    own = opening.own.get("demo")
    assert (set(own.required), set(own.preferred)) == (required, preferred) if own else not required | preferred
    mine = job_for(opening, "demo")
    assert (mine.required, mine.preferred) == (opening.required | required, opening.preferred | preferred)
    assert job_for(opening, "other") is opening


def test_one_reading_serves_all_tenants_each_in_its_own_words() -> None:
    opening = read("Snow Park is required.\nC++X is a plus.", {"demo": SNOW, "other": OTHER, "plain": OwnSkills()})
    assert {tenant: (set(own.required), set(own.preferred)) for tenant, own in opening.own.items()} == {
        "demo": ({"snowpark"}, set()),
        "other": ({"x-13"}, set()),
    }
    assert opening.own["demo"].evidence == {"snowpark": "Snow Park is required."}
    assert job_for(opening, "demo") is job_for(opening, "demo"), "packed once, however often it is scored"


def test_a_listed_word_is_the_tenants_skill_and_a_skill_of_the_table_keeps_one_id() -> None:
    opening = Glossary({"demo": OwnSkills.of([OwnSkill(id="sql", aliases=("Snow SQL",))])}).job(
        job(required=frozenset({"snow-sql", "python"}), preferred=frozenset({"go"})), 1
    )
    mine = job_for(opening, "demo")
    assert (set(mine.required), set(mine.preferred)) == ({"sql", "python"}, {"go"})
    assert Glossary({"demo": OwnSkills.of([OwnSkill(id="python")])}).job(job(text="Python"), 1).own == {}


def test_people_are_renamed_and_get_their_words_back() -> None:
    told = person(skills=frozenset({"snow-park", "sql"}), brings=Brings(skill_years={"snow-park": 0.5}))
    mine = Glossary({"demo": SNOW}).person(told, 1)
    assert (set(mine.skills), mine.told, mine.reading) == ({"snowpark", "sql"}, told.skills, 1)
    assert mine.brings.skill_years["snowpark"] == 0.5
    again = Glossary({"demo": OTHER}).person(mine, 2)
    assert (set(again.skills), again.told) == ({"x-13", "sql"}, told.skills)
    back = Glossary({}).person(again, 3)
    assert (back.skills, back.told, back.reading) == (told.skills, frozenset(), 3)


def test_own_skills_count_in_the_tenants_scores_alone_and_are_explained_with_their_sentence() -> None:
    scorer = Scorer(Rarity(), lambda _: Terms(), NOW)
    opening = read("Snow Park is required.")
    skills = frozenset({"python", "sql", "go", "snowpark"})
    both = [person(skills=skills), person(skills=skills - {"snowpark"}), person(tenant="other", skills=skills)]
    scores = scorer.score(Pairs.of([(opening, one) for one in both]))
    has, lacks, other = (scores.one(at) for at in range(3))
    assert "snowpark" in has.matched
    assert lacks.missing == ("snowpark",)
    assert "snowpark" not in other.matched
    assert has.value > lacks.value
    assert [one.asked for one in (has, lacks, other)] == [4, 4, 3]
    alone = score(opening, both[1], scorer)
    assert (alone.value, alone.missing) == (lacks.value, lacks.missing), "by itself as among others"
    told = explain(opening, both[1], lacks, Terms(), Rarity())
    assert told.evidence["snowpark"] == "Snow Park is required."


def test_words_are_those_of_the_circumstances_they_arrive_under() -> None:
    reading = InOwnWords()
    arrived = Arrivals([job(text="Snow Park")], [person(skills=frozenset({"snow-park"}))])
    plain = reading(arrived, Circumstances())
    assert (dict(plain.jobs[0].own), set(plain.candidates[0].skills)) == ({}, {"snow-park"})
    under = Circumstances(own={"demo": Terms(own_skills=SNOW)}, readings={"demo": 4, "gone": 7})
    read_ = reading(arrived, under)
    assert (set(read_.jobs[0].own), set(read_.candidates[0].skills)) == ({"demo"}, {"snowpark"})
    assert (read_.jobs[0].reading, read_.candidates[0].reading) == (7, 7)
    assert reading(arrived, Circumstances()).jobs[0].own == {}


async def test_what_was_read_in_older_words_is_read_page_by_page_until_none_is_left() -> None:
    under = Circumstances(own={"demo": Terms(own_skills=SNOW)}, readings={"demo": 1})
    stored = [job(n, text="Snow Park") for n in range(70)]
    people = [person(f"c-{n}", skills=frozenset({"snow-park"})) for n in range(3)]
    unread = FakeUnread(stored, [*people, person(tenant="other")])
    prevailing = FakePrevailing(Circumstances())
    anew = ReadAnew(unread, prevailing)
    assert not await anew(), "no tenant has skills of its own"
    prevailing.under = under
    assert [await anew() for _ in range(4)] == [True, True, True, False]
    assert all(one.own["demo"].preferred | one.own["demo"].required == {"snowpark"} for one in unread.jobs)
    assert {(one.key[0], *one.skills) for one in unread.people if one.key[0] == "demo"} == {("demo", "snowpark")}
    assert unread.people[-1].reading == 0, "nobody of a tenant that has changed nothing is read"
    prevailing.under = replace(under, own={}, readings={"demo": 2})
    assert [await anew() for _ in range(4)] == [True, True, True, False]
    assert all(one.own == {} for one in unread.jobs)
