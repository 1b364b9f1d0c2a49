"""The golden set as match sees it: read, embedded and scored by the services' own code."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rematch_common.contracts import CandidateEmbedded, JobEmbedded
from rematch_dedup.offline import published
from rematch_embed.offline import candidates, embedder, jobs
from rematch_match.domain.labelled import Labelled, cosines, exact_retrieval
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Pairs, Scorer
from rematch_match.domain.terms import Terms
from rematch_match.offline import labelled_set, rarity_of

GOLDEN = Path(__file__).parents[1] / "tests" / "quality" / "match" / "golden"


@dataclass(frozen=True, slots=True)
class Golden:
    """`retrieved`: whom match's search would bring for each opening; nobody else is looked at."""

    labelled: Labelled
    retrieved: NDArray[np.bool_]
    jobs: Sequence[JobEmbedded]
    people: Sequence[CandidateEmbedded]

    @classmethod
    def read(cls) -> Self:
        model = embedder()
        people = list(candidates(GOLDEN / "candidates.jsonl", model))
        with TemporaryDirectory(prefix="rematch-bench-") as made:
            folder = Path(made)
            read = _written(folder / "read", published(GOLDEN / "postings.jsonl"))
            openings = list(jobs(read, model))
            paths = _written(folder / "jobs", openings), _written(folder / "people", people)
            labelled = labelled_set(*paths, GOLDEN / "judgments.tsv")
        found = exact_retrieval(labelled, rarity_of(labelled.jobs), cosines(labelled))
        return cls(labelled, found, openings, people)

    def first(self, postings: int) -> Self:
        """With so many of its postings, and everybody."""
        whole, rows = self.labelled, slice(postings)
        fewer = replace(
            whole,
            jobs=whole.jobs[rows],
            job_texts=whole.job_texts[rows],
            families=whole.families[rows],
            grades=whole.grades[rows],
            traps=whole.traps[rows],
        )
        return replace(self, labelled=fewer, retrieved=self.retrieved[rows], jobs=self.jobs[rows])

    def scorer(self, terms: Terms) -> Scorer:
        """As of the day after the newest posting."""
        now = max(job.asks.posted_at for job in self.labelled.jobs if job.asks.posted_at) + timedelta(days=1)
        return Scorer(Rarity(1, rarity_of(self.labelled.jobs)), lambda _: terms, now)

    def posting(self, row: int) -> Pairs:
        """One opening with everybody."""
        people = self.labelled.people
        everybody = np.arange(len(people), dtype=np.intp)
        return Pairs(self.labelled.jobs[row : row + 1], people, np.zeros(len(people), np.intp), everybody)


def _written(path: Path, records: Any) -> Path:
    path.write_text("".join(record.model_dump_json(exclude_none=True) + "\n" for record in records), "utf-8")
    return path
