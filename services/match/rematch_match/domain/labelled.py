"""A set of openings and people, and what somebody said of their pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.bm25 import bm25
from rematch_match.domain.evaluation import RELEVANT, by_family, fused, measured, ranks
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.scoring import Pairs, Scorer

FAIR = 60.0
"""A trap below it is seen through: nothing from here on is called a fair match."""
_RETRIEVED = 200


@dataclass(frozen=True, slots=True)
class Labelled:
    """`grades` and `traps`: a row an opening, a column a person."""

    jobs: Sequence[JobFacts]
    people: Sequence[CandidateFacts]
    job_texts: Sequence[str]
    person_texts: Sequence[str]
    families: Sequence[str | None]
    grades: NDArray[np.int8]
    traps: NDArray[np.bool_]


def cosines(labelled: Labelled) -> NDArray[np.float64]:
    """-1 where there is no vector."""
    rows = [[_cosine(job, person) for person in labelled.people] for job in labelled.jobs]
    return np.array(rows, dtype=np.float64)


def _cosine(job: JobFacts, person: CandidateFacts) -> float:
    found = job.vector.cosine(person.vector) if job.vector and person.vector else None
    return -1.0 if found is None else found


def exact_retrieval(labelled: Labelled, rarity: Mapping[str, float], meaning: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Who is looked at for each opening: the best by shared rare skills and by meaning, fused, by exact search."""
    skills = np.array(
        [[sum(rarity.get(s, 1.0) for s in job.skills & p.skills) for p in labelled.people] for job in labelled.jobs]
    )
    return ranks(fused([skills, meaning])) <= _RETRIEVED


def all_scores(labelled: Labelled, scorer: Scorer) -> NDArray[np.float64]:
    openings, people = len(labelled.jobs), len(labelled.people)
    job_at, person_at = np.divmod(np.arange(openings * people, dtype=np.intp), people)
    return scorer.score(Pairs(labelled.jobs, labelled.people, job_at, person_at)).value.reshape(openings, people)


def baselines(labelled: Labelled, meaning: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    words = bm25(labelled.job_texts, labelled.person_texts)
    return {"bm25": words, "cosine": meaning, "bm25+cosine": fused([words, meaning])}


def figures(labelled: Labelled, scores: NDArray[np.float64]) -> dict[str, object]:
    """Both directions, and each family of openings by itself."""
    grades = labelled.grades
    return {
        "posting_to_candidates": measured(scores, grades),
        "candidate_to_postings": measured(scores.T, grades.T),
        **({"families": found} if (found := by_family(scores, grades, labelled.families)) else {}),
    }


def seen_through(labelled: Labelled, scores: NDArray[np.float64]) -> dict[str, float]:
    """Traps: pairs that look right and are wrong."""
    traps = int(labelled.traps.sum())
    below = int((scores[labelled.traps] < FAIR).sum())
    return {"traps": traps, "under_60": round(below / traps, 4) if traps else 1.0}


def retrieval_recall(labelled: Labelled, retrieved: NDArray[np.bool_]) -> float:
    relevant = labelled.grades >= RELEVANT
    return round(float((relevant & retrieved).sum() / max(relevant.sum(), 1)), 4)
