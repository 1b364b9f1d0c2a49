"""How close the two texts are in meaning."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.columns import Columns
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.features.table import Features

# Few openings and many people, or the other way round: one product of matrices. Else pair by pair.
_DENSE = 32
_DIGITS = 4


def meaning_features(columns: Columns, jobs: Sequence[JobFacts], people: Sequence[CandidateFacts]) -> Features:
    """Cosines, of four digits: what is written down is what was reckoned with. nan between two models."""
    cosine = np.full(len(columns), np.nan)
    asked, own = columns.openings.head["space"], columns.people.head["space"]
    for space in np.intersect1d(asked, own):
        if space < 0:
            continue
        both = np.flatnonzero((asked[columns.job_at] == space) & (own[columns.person_at] == space))
        openings, job_row = np.unique(columns.job_at[both], return_inverse=True)
        persons, person_row = np.unique(columns.person_at[both], return_inverse=True)
        ours = _matrix([jobs[at] for at in openings])
        theirs = _matrix([people[at] for at in persons])
        if len(openings) * len(persons) <= _DENSE * len(both):
            cosine[both] = (theirs @ ours.T)[person_row, job_row]
        else:
            cosine[both] = np.einsum("ij,ij->i", ours[job_row], theirs[person_row])
    return {"cosine": np.round(cosine, _DIGITS)}


def _matrix(facts: Sequence[JobFacts] | Sequence[CandidateFacts]) -> NDArray[np.float32]:
    vectors = [each.vector.values for each in facts if each.vector is not None]
    kinds = {vector.dtype for vector in vectors}
    if len(kinds) > 1:  # whoever has just arrived, in full, beside those who are kept in half precision
        return np.stack(vectors).astype("<f4")
    # One after another in memory: that is many times as quick as stacking them.
    joined = np.frombuffer(b"".join([vector.data for vector in vectors]), kinds.pop())
    return joined.reshape(len(vectors), -1).astype("<f4", copy=False)
