"""What is asked quickly of many comes to what the plain question would."""

import random
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from rematch_dedup.domain.boilerplate import boilerplate
from rematch_dedup.domain.decision import Rules, decide
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.portrait import Place, Portrait
from rematch_dedup.domain.types import Ad
from rematch_dedup.domain.vetoes import contradict, objection
from rematch_dedup.domain.wording import Wording
from tests.fakes.samples import posting, sighting

_SIGNS = "Ab1 c9D \n\t.,;!_+#-'\x00\x1f\x7f\u00e9\u00df"
_PLACES: list[tuple[Place, ...]] = [
    (),
    (("DE", None, "kiel"),),
    (("DE", None, "bonn"),),
    (("FR", None, None),),
    (("DE", None, "kiel"), ("FR", None, "lyon")),
    ((None, "europe", None),),
]


def any_portrait(draw: random.Random) -> Portrait:
    words = draw.choice([("engineer", "payments"), ("engineer", "identity"), ("engineer",)])
    return Portrait(
        company=draw.choice(["", "harbour", "harbour group", "acme"]),
        agency=draw.random() < 0.3,
        client=frozenset(draw.sample(["bank", "small", "north"], draw.randrange(3))),
        title=words,
        focus=frozenset(words[1:]),
        seniority=draw.choice([None, None, "senior", "mid"]),
        level=draw.choice([None, None, 2]),
        requisitions=frozenset(draw.sample(["r-1", "r-2"], draw.choice([0, 0, 1]))),
        places=draw.choice(_PLACES),
        workplace=draw.choice(["unknown", "remote", "onsite"]),
        employment=draw.choice([None, None, "full_time", "contract"]),
        pay=draw.choice([None, None, (50_000.0, 60_000.0, "EUR"), (90_000.0, None, "EUR")]),
        years=draw.choice([(None, None), (3.0, None), (5.0, None)]),
        skills=frozenset(),
    )


def test_two_contradict_each_other_where_the_first_veto_is_not_the_titles() -> None:
    draw = random.Random(1)
    pairs = [(any_portrait(draw), any_portrait(draw)) for _ in range(5_000)]
    pairs += [(one, replace(one, company=other.company, title=other.title)) for one, other in pairs]
    said = [objection(*pair) for pair in pairs]
    assert {None, "title", "client", "city"} <= set(said)
    assert [contradict(*pair) for pair in pairs] == [veto not in (None, "title") for veto in said]


def any_ad(number: int, text: str) -> Ad:
    ad = decide(sighting(posting(number)), Known(), Rules()).ad
    fields: dict[str, Any] = {"description": text}
    portrait = replace(ad.facts.portrait, title=(f"job{number}",))
    return replace(ad, job_id=UUID(int=number), facts=replace(ad.facts, fields=fields, portrait=portrait))


@pytest.mark.parametrize("seed", range(40))
def test_boilerplate_is_what_stands_as_a_sentence_in_ads_for_two_jobs(seed: int) -> None:
    draw = random.Random(seed)
    said = ["".join(draw.choices(_SIGNS, k=draw.randrange(5, 20))) for _ in range(12)]
    texts = ["\n".join(draw.sample(said, 6)) for _ in range(5)]
    sentences = {sentence for text in texts for sentence in Wording(text).sentences}
    often = {sentence for sentence in sentences if sum(sentence in Wording(text).sentences for text in texts) > 1}
    assert boilerplate(sentences, [any_ad(number, text) for number, text in enumerate(texts)]) == often
