"""How close the two texts are in meaning."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.columns import Columns, Index, Numbers
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.features.table import Features

# Few openings and many people, or the other way round: one product of matrices. Else pair by pair.
_DENSE = 32
_DIGITS = 4


def meaning_features(columns: Columns, jobs: Sequence[JobFacts], people: Sequence[CandidateFacts]) -> Features:
    """Cosines, of four digits: what is written down is what was reckoned with. nan between two models."""
    cosine = np.full(len(columns), np.nan)
    asked, own = columns.openings.head["space"], columns.people.head["space"]
    for space in set(np.unique(asked).tolist()) & set(np.unique(own).tolist()) - {-1}:
        of_job, of_person = asked == space, own == space
        ours = _matrix([jobs[at] for at in np.flatnonzero(of_job).tolist()])
        theirs = _matrix([people[at] for at in np.flatnonzero(of_person).tolist()])
        both = np.flatnonzero(of_job[columns.job_at] & of_person[columns.person_at])
        job_row = (np.cumsum(of_job) - 1)[columns.job_at[both]]
        person_row = (np.cumsum(of_person) - 1)[columns.person_at[both]]
        cosine[both] = _cosines(ours, theirs, job_row, person_row)
    return {"cosine": np.round(cosine, _DIGITS)}


def _cosines(ours: NDArray[np.float32], theirs: NDArray[np.float32], job_row: Index, person_row: Index) -> Numbers:
    # One side is a single one: too little for a product of matrices, whose threads take longer to begin and to end.
    if len(ours) == 1:
        found = np.einsum("ij,j->i", theirs, ours[0])[person_row]
    elif len(theirs) == 1:
        found = np.einsum("ij,j->i", ours, theirs[0])[job_row]
    elif len(ours) * len(theirs) <= _DENSE * len(job_row):
        found = (theirs @ ours.T)[person_row, job_row]
    else:
        found = np.einsum("ij,ij->i", ours[job_row], theirs[person_row])
    cosines: Numbers = found.astype(np.float64)
    return cosines


def _matrix(facts: Sequence[JobFacts] | Sequence[CandidateFacts]) -> NDArray[np.float32]:
    """Who comes from memory may have come in half precision, who has just been read has not."""
    vectors = [each.vector.values for each in facts if each.vector is not None]
    if not vectors:
        return np.zeros((0, 0), dtype="<f4")
    joined = np.concatenate(vectors)
    return joined.reshape(len(vectors), -1).astype("<f4", copy=False)
