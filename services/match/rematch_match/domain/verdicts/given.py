"""A verdict that was given of a pair, as it is kept: by whom, of which question, and with which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID, uuid5

from rematch_common.contracts import Verdict
from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.verdicts.deterministic import PROVIDER
from rematch_match.domain.verdicts.question import Question

_VERDICTS = UUID("3c5b8a44-0a7e-5b1c-9d61-6f0f4a1d7b92")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which question was answered, by whom and how."""

    candidate_hash: str
    job_hash: str
    prompt: str
    """Its version."""
    provider: str
    model: str
    score: float
    reason: str

    @property
    def by_model(self) -> bool:
        """Else the factors have judged: a model is asked when one is back, if it was away, or when the pair changes."""
        return self.provider != PROVIDER

    def answers(self, question: Question, prompt: str) -> bool:
        """Whether it was said of this very question: both sides as a judge is shown them, and the same prompt."""
        return (self.candidate_hash, self.job_hash, self.prompt) == (
            question.candidate_hash,
            question.job_hash,
            prompt,
        )


@dataclass(frozen=True, slots=True)
class Given:
    """A judgement of one pair. The same one of the same pair has the same id."""

    verdict_id: UUID
    judgement: Judgement

    @classmethod
    def of(cls, person: CandidateKey, job_id: UUID, judgement: Judgement) -> Self:
        of = (judgement.candidate_hash, judgement.job_hash, judgement.prompt, judgement.provider, judgement.model)
        return cls(uuid5(_VERDICTS, "/".join((*person, str(job_id), *of))), judgement)

    @property
    def told(self) -> Verdict:
        by = self.judgement
        return Verdict(score=by.score, reason=by.reason, provider=by.provider, model=by.model)


def in_force(given: Sequence[Given], question: Question, prompt: str) -> Given | None:
    """Of the judgements of a pair, oldest first, that of its present question: a model's before that of the factors,
    and of equals the last."""
    answers = [one for one in given if one.judgement.answers(question, prompt)]
    return max(enumerate(answers), key=lambda each: (each[1].judgement.by_model, each[0]))[1] if answers else None
