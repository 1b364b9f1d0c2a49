"""Four ways to rank the same pairs: a model asked for every one, keywords alone, and the two profiles with verdicts."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.hybrid_golden import Golden
from bench.hybrid_judged import Judged, Place, judged
from rematch_match.domain.bm25 import bm25
from rematch_match.domain.evaluation import measured
from rematch_match.domain.pairs import judged as finding_of
from rematch_match.domain.score import Score
from rematch_match.domain.terms import Terms, VerdictTerms
from rematch_match.domain.verdicts.blending import blend_for, with_verdict
from rematch_match.domain.verdicts.question import Question, question_of

EVERY, KEYWORDS, HYBRID, REMATCH = "LLM for every pair", "keywords only", "hybrid", "rematch, verdict top 10"
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Way:
    """`ndcg`, and the same `before` any verdict; seconds from a posting to its matches, and to their verdicts; `pairs`
    that were told, or looked at, of which each ends with a verdict or as one of `none`."""

    name: str
    ndcg: float
    before: float
    first: Sequence[float]
    pairs: int
    judged: Judged = field(default_factory=Judged)
    none: int = 0
    most_a_person: int = 0

    @property
    def ended(self) -> float:
        """The share of pairs that end with a valid verdict or an honest none."""
        return (self.judged.valid + self.none) / self.pairs if self.pairs else 1.0


def keywords(golden: Golden) -> Way:
    """Counted as a search engine does. The index is made once for all postings, and each pays its share of it."""
    labelled = golden.labelled
    began = time.perf_counter()
    scores = bm25(labelled.job_texts, labelled.person_texts)
    each = (time.perf_counter() - began) / len(labelled.jobs)
    ndcg = _ndcg(golden, scores)
    return Way(KEYWORDS, ndcg, ndcg, [each] * len(labelled.jobs), pairs=0)


def every_pair(golden: Golden) -> Way:
    """The model's word is the score, and a match is told once it is known to be one."""
    terms = Terms()
    scorer, labelled = golden.scorer(terms), golden.labelled
    questions: dict[int, list[tuple[Place, Question]]] = {}
    for row, job in enumerate(labelled.jobs):
        seen = scorer.score(golden.posting(row)).some(range(len(labelled.people)))
        pairs = zip(labelled.people, seen, strict=True)
        questions[row] = [((row, at), question_of(job, person, one.whole)) for at, (person, one) in enumerate(pairs)]
    found = judged(questions)
    scores = np.full(labelled.grades.shape, -1.0)
    for place, asked in found.asked.items():
        scores[place] = asked.ruling.score
    first = [asked.seconds for asked in found.asked.values() if asked.ruling.score >= terms.least]
    return Way(EVERY, _ndcg(golden, scores), float("nan"), first, len(found.asked), found)


def profile(golden: Golden, name: str, profile: str) -> Way:
    """Told by factors at once; then the best of each person's are judged, the others end as `none`."""
    terms = Terms(profile=profile, verdicts=VerdictTerms(on=True, possible=True))
    scores, told, seconds = _scored(golden, terms)
    seated = _seated(told, terms)
    top = {place for person in _by_person(seated).values() for place in person[: terms.verdicts.top]}
    people, jobs = golden.labelled.people, golden.labelled.jobs
    questions: dict[int, list[tuple[Place, Question]]] = defaultdict(list)
    for row, at in sorted(top, key=lambda place: (place[0], -seated[place].value)):
        questions[row].append(((row, at), question_of(jobs[row], people[at], seated[row, at])))
    found = judged(questions)
    after = scores.copy()
    for place, asked in found.asked.items():
        if asked.by_model:
            after[place] = with_verdict(seated[place], asked.ruling.score, blend_for(jobs[place[0]], terms)).value
    first = [seconds[row] for row, _ in seated]
    most = max(map(len, _by_person(seated).values()), default=0)
    ndcg, before = _ndcg(golden, after), _ndcg(golden, scores)
    return Way(name, ndcg, before, first, len(seated), found, len(seated) - len(top), most)


def _scored(golden: Golden, terms: Terms) -> tuple[Scores, dict[Place, Score], list[float]]:
    """The scores of all who are looked at, those that fit, and how long each posting took."""
    scorer, people = golden.scorer(terms), golden.labelled.people
    scores = np.full(golden.labelled.grades.shape, -1.0)
    told: dict[Place, Score] = {}
    seconds = []
    scorer.score(golden.posting(0))  # what is built at first use
    for row, job in enumerate(golden.labelled.jobs):
        began = time.perf_counter()
        found = scorer.score(golden.posting(row))
        able = np.flatnonzero(golden.retrieved[row] & (found.value >= terms.least)).tolist()
        for at, seen in zip(able, found.some(able), strict=True):
            if finding_of((people[at].key, job.job_id), seen, terms.least).fits:
                told[row, at] = seen.whole
        seconds.append(time.perf_counter() - began)
        scores[row] = np.where(golden.retrieved[row], found.value, -1.0)
    return scores, told, seconds


def _seated(told: dict[Place, Score], terms: Terms) -> dict[Place, Score]:
    """Of each person the best, and broader ones only among the first few."""
    low, few, most = terms.window.low, terms.window.few, terms.most_per_candidate
    return {
        place: told[place]
        for person in _by_person(told).values()
        for rank, place in enumerate(person)
        if rank < most and (told[place].value >= low or rank < few)
    }


def _by_person(told: dict[Place, Score]) -> dict[int, list[Place]]:
    """The best first."""
    people: dict[int, list[Place]] = defaultdict(list)
    for place in sorted(told, key=lambda place: (-told[place].value, place)):
        people[place[1]].append(place)
    return people


def _ndcg(golden: Golden, scores: Scores) -> float:
    return measured(scores, golden.labelled.grades).get("ndcg@10", float("nan"))
