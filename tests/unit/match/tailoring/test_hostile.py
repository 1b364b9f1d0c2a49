"""Whatever a posting or a CV tells a model, what is to be brought out stays what the profile says."""

import json
import re

import pytest

from rematch_match.domain.drafts import posting_draft
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.reading import candidate_read, job_read
from rematch_match.domain.tailoring.briefs import Brief
from rematch_match.domain.tailoring.making import brief_of
from rematch_match.domain.tailoring.prompts import DEFAULT_PROMPT, PROMPTS
from rematch_match.domain.tailoring.replies import read_suggestions
from rematch_match.domain.verdicts.plain_words import BadReply
from tests.unit.match.matching import NOW
from tests.unit.match.verdicts.hostile import CVS, POSTINGS, Hidden, ad, cv
from tests.unit.match.verdicts.obedient import obeys

ALL = [("posting", one) for one in POSTINGS] + [("cv", one) for one in CVS]
NAMES = [f"{side}: {one.name}" for side, one in ALL]
PROMPT = PROMPTS[DEFAULT_PROMPT]
_WORD = re.compile(r"\w+")


def asked(side: str = "", hidden: Hidden | None = None) -> Brief:
    opening = posting_draft(ad(hidden if side == "posting" else None), NOW)
    person = candidate_read(cv(hidden if side == "cv" else None), None, {})
    return brief_of(job_read(opening, None), person, Rarity())


def shown(brief: Brief) -> str:
    """What a model reads of it."""
    return PROMPT.messages(brief)[1]["content"]


@pytest.mark.parametrize(("side", "hidden"), ALL, ids=NAMES)
def test_no_word_of_it_reaches_the_model(side: str, hidden: Hidden) -> None:
    new = set(_WORD.findall(shown(asked(side, hidden)).casefold())) - set(_WORD.findall(shown(asked()).casefold()))
    assert not {word for word in new if obeys(word)}
    assert len(new & set(_WORD.findall(hidden.text.casefold()))) <= 1
    assert set(json.loads(shown(asked(side, hidden)))) == {"asks", "facts"}


@pytest.mark.parametrize(("side", "hidden"), ALL, ids=NAMES)
def test_a_model_that_repeats_it_is_not_believed(side: str, hidden: Hidden) -> None:
    brief = asked(side, hidden)
    reply = json.dumps({"suggestions": [{"ask": "p1", "facts": ["f1"], "text": hidden.text}]})
    with pytest.raises(BadReply):
        read_suggestions(reply, brief, PROMPT)


@pytest.mark.parametrize(("side", "hidden"), ALL, ids=NAMES)
def test_the_rules_say_of_the_clean_facts_what_they_always_do(side: str, hidden: Hidden) -> None:
    said = {one.ask.skill: one.text for one in asked(side, hidden).suggestions}
    for skill, text in {one.ask.skill: one.text for one in asked().suggestions}.items():
        if hidden.place != "title" or skill is not None:
            assert said[skill] == text
    assert not [text for text in said.values() if obeys(text)]
