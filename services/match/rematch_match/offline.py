"""The service's own scores on a labelled set: `python -m rematch_match.offline eval JOBS PEOPLE JUDGMENTS [PROFILE]`.

JOBS holds a JobEmbedded a line, PEOPLE a CandidateEmbedded, JUDGMENTS is a table (see contracts.md). Prints one JSON
document. What is wrong with a file is one sentence on standard error, and exit 1.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rematch_common.answering import Usage, document, main_of, progress, run
from rematch_common.contracts import CandidateEmbedded, JobEmbedded
from rematch_common.record_files import BadFile, checked, objects, records
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.labelled import (
    Labelled,
    all_scores,
    baselines,
    cosines,
    exact_retrieval,
    figures,
    retrieval_recall,
    seen_through,
)
from rematch_match.domain.profiles import PROFILES
from rematch_match.domain.rarity import Rarity, weights_of
from rematch_match.domain.reading import candidate_facts, job_facts
from rematch_match.domain.scoring import Scorer
from rematch_match.domain.terms import Terms

_GRADES = {"0": 0, "1": 1, "2": 2, "3": 3}
_TRAP = "trap:"
# Nobody has taught anything here: `learned` is `rematch`, and is scored if somebody asks for it.
_TOLD_APART = tuple(name for name in PROFILES if name != "learned")


def evaluate(labelled: Labelled, names: Sequence[str] = _TOLD_APART) -> dict[str, Any]:
    """Each profile and each baseline, side by side."""
    weights = rarity_of(labelled.jobs)
    meaning = cosines(labelled)
    retrieved = exact_retrieval(labelled, weights, meaning)
    told: dict[str, Any] = {
        "postings": len(labelled.jobs),
        "candidates": len(labelled.people),
        "judged": int((labelled.grades > 0).sum()),
        "retrieval": {"recall@200": retrieval_recall(labelled, retrieved)},
        "profiles": {},
        "baselines": {},
    }
    for name in names:
        scores = scores_of(labelled, name, weights)
        # Who isn't retrieved isn't scored: they come last.
        ranked = np.where(retrieved, scores, -1.0)
        told["profiles"][name] = figures(labelled, ranked) | {"traps": seen_through(labelled, scores)}
        progress(f"{name}: scored {scores.size} pairs")
    for name, scores in baselines(labelled, meaning).items():
        told["baselines"][name] = figures(labelled, scores)
        progress(f"{name}: ranked")
    return told


def scores_of(labelled: Labelled, profile: str, weights: dict[str, float]) -> NDArray[np.float64]:
    """Under a profile as it is."""
    return scores_on(labelled, Terms(profile=profile), weights)


def scores_on(labelled: Labelled, terms: Terms, weights: dict[str, float]) -> NDArray[np.float64]:
    """As of the day after the newest posting, so that a run gives the same tomorrow."""
    posted = [job.asks.posted_at for job in labelled.jobs if job.asks.posted_at]
    now = max(posted, default=datetime(2026, 1, 1, tzinfo=UTC)) + timedelta(days=1)
    return all_scores(labelled, Scorer(Rarity(1, weights), lambda _: terms, now))


def rarity_of(jobs: Sequence[JobFacts]) -> dict[str, float]:
    return weights_of(Counter(skill for job in jobs for skill in job.skills), len(jobs))


def labelled_set(jobs: Path, people: Path, judgments: Path) -> Labelled:
    """Raises BadFile."""
    openings = [(checked(JobEmbedded, line, f"{jobs}, line {n}"), line) for n, line in objects(jobs)]
    persons = list(records(CandidateEmbedded, people))
    if not openings or not persons:
        raise BadFile(f"{people if openings else jobs} has no lines")
    at = {_external_id(job): row for row, (job, _) in enumerate(openings)}
    who = {person.candidate_id: column for column, person in enumerate(persons)}
    grades = np.zeros((len(openings), len(persons)), dtype=np.int8)
    traps = np.zeros(grades.shape, dtype=np.bool_)
    for row, column, grade, reason in _judgments(judgments, at, who):
        grades[row, column] = grade
        traps[row, column] = grade == 0 and reason.casefold().startswith(_TRAP)
    return Labelled(
        jobs=[job_facts(job) for job, _ in openings],
        people=[candidate_facts(person) for person in persons],
        job_texts=[f"{job.title}\n{job.description}" for job, _ in openings],
        person_texts=[_person_text(person) for person in persons],
        families=[_family(line) for _, line in openings],
        grades=grades,
        traps=traps,
    )


def _external_id(job: JobEmbedded) -> str:
    return next((ad.external_id for ad in job.ads if ad.external_id), str(job.job_id))


def _family(line: dict[str, Any]) -> str | None:
    """Readers ignore what they don't know, so an evaluation file may tell more of an opening."""
    family = line.get("family")
    return family if isinstance(family, str) else None


def _person_text(person: CandidateEmbedded) -> str:
    skills = ", ".join(skill.name for skill in person.skills)
    return "\n".join(filter(None, (person.headline, ", ".join(person.titles), skills, person.summary)))


def _judgments(path: Path, at: dict[str, int], who: dict[str, int]) -> Iterator[tuple[int, int, int, str]]:
    for number, line in enumerate(_read(path).decode("utf-8", "replace").splitlines(), 1):
        external_id, candidate_id, grade, *reason = [*line.split("\t"), "", ""]
        if not line.strip() or external_id == "external_id":
            continue
        where = f"{path}, line {number}"
        if external_id not in at:
            raise BadFile(f"{where}: no posting has the external_id {external_id!r}")
        if candidate_id not in who:
            raise BadFile(f"{where}: no candidate has the id {candidate_id!r}")
        if grade not in _GRADES:
            raise BadFile(f"{where}: the grade is {grade!r}; it must be 0, 1, 2 or 3")
        yield at[external_id], who[candidate_id], _GRADES[grade], reason[0]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadFile(f"{path} can't be read: {error.strerror}") from None


def answer(arguments: Sequence[str]) -> Iterator[bytes]:
    match arguments:
        case ["eval", jobs, people, judgments, *profile] if all(name in PROFILES for name in profile):
            labelled = labelled_set(Path(jobs), Path(people), Path(judgments))
            yield document(evaluate(labelled, tuple(profile) or _TOLD_APART))
        case _:
            raise Usage(f"eval JOBS PEOPLE JUDGMENTS [{'|'.join(PROFILES)}]")


main = main_of(answer)

if __name__ == "__main__":
    run(main)
