"""Whatever a posting or a CV tells a judge, no score rises above that of the same text without it."""

import re

import pytest

from rematch_match.domain.drafts import posting_draft
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.reading import candidate_read, job_read
from rematch_match.domain.score import Score
from rematch_match.domain.scoring import Scorer, score
from rematch_match.domain.terms import Terms, VerdictTerms
from rematch_match.domain.verdicts.blending import blend_for, with_verdict
from rematch_match.domain.verdicts.prompts import DEFAULT_PROMPT, PROMPTS
from rematch_match.domain.verdicts.question import Question, question_of
from rematch_match.domain.verdicts.replies import read_reply
from tests.unit.match.matching import NOW
from tests.unit.match.verdicts.hostile import CVS, POSTINGS, Hidden, ad, cv
from tests.unit.match.verdicts.obedient import obey, obeys

ON = {
    "beside": Terms(verdicts=VerdictTerms(on=True)),
    "beside, with a ceiling": Terms(verdicts=VerdictTerms(on=True, ceiling=15, weight=0.1)),
    "hybrid": Terms(profile="hybrid", verdicts=VerdictTerms(on=True)),
    "hybrid, nearly all of it": Terms(profile="hybrid", verdicts=VerdictTerms(on=True, weight=0.05)),
}
ALL = [("posting", one) for one in POSTINGS] + [("cv", one) for one in CVS]
NAMES = [f"{side}: {one.name}" for side, one in ALL]
PROMPT = PROMPTS[DEFAULT_PROMPT]
_WORD = re.compile(r"\w+")


def two(side: str = "", hidden: Hidden | None = None) -> tuple[JobFacts, CandidateFacts]:
    opening = posting_draft(ad(hidden if side == "posting" else None), NOW)
    return job_read(opening, None), candidate_read(cv(hidden if side == "cv" else None), None, {})


def asked(pair: tuple[JobFacts, CandidateFacts], terms: Terms) -> tuple[Score, Question]:
    seen = score(*pair, Scorer(Rarity(), lambda _: terms, NOW))
    return seen, question_of(*pair, seen)


def final(pair: tuple[JobFacts, CandidateFacts], terms: Terms) -> float:
    seen, question = asked(pair, terms)
    said = read_reply(obey(PROMPT.messages(question)), question, PROMPT)
    return with_verdict(seen, said.score, blend_for(pair[0], terms)).value


def test_there_are_sixty_and_the_judge_obeys_each_that_reaches_it() -> None:
    assert len({(side, one.text) for side, one in ALL}) == 60
    assert [one.name for _, one in ALL if not obeys(one.text)] == []


def test_the_same_judge_reads_a_clean_pair_as_it_is() -> None:
    assert not obeys(PROMPT.messages(asked(two(), Terms())[1])[1]["content"])


@pytest.mark.parametrize("terms", ON.values(), ids=ON)
@pytest.mark.parametrize(("side", "hidden"), ALL, ids=NAMES)
def test_no_score_rises(side: str, hidden: Hidden, terms: Terms) -> None:
    assert final(two(side, hidden), terms) <= final(two(), terms)


@pytest.mark.parametrize(("side", "hidden"), ALL, ids=NAMES)
def test_no_word_of_it_reaches_the_judge(side: str, hidden: Hidden) -> None:
    """But for names of skills of ours, and words of which a trade is made: nothing that could be an order."""
    clean, found = (asked(pair, Terms())[1] for pair in (two(), two(side, hidden)))
    before, after = (set(_WORD.findall(f"{one.job}\n{one.candidate}".casefold())) for one in (clean, found))
    new = {word for word in after - before if not word.startswith("unlisted")}
    assert not {word for word in new if obeys(word)}
    assert len(new & set(_WORD.findall(hidden.text.casefold()))) <= 1


def test_a_model_says_nothing_better_of_a_pair_that_speaks_to_it_than_the_factors_do() -> None:
    hidden = next(one for one in POSTINGS if one.name == "in a skill's sentence")
    seen, question = asked(two("posting", hidden), ON["hybrid"])
    assert question.suspect
    reply = '{"score": 100, "reason": "Everything is there.", "skills": ["Python"]}'
    assert read_reply(reply, question, PROMPT).score == question.score < 100
    assert with_verdict(seen, question.score, blend_for(two()[0], ON["hybrid"])).value == pytest.approx(
        seen.value, abs=0.1
    )
