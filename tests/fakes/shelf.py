"""What the fakes of match's API share, as tests fill it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID

from rematch_common.contracts import MatchFeedback
from rematch_match.domain.experiments.arms import Experiment
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.listing import Head
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.quality.showing import Showing
from rematch_match.domain.reactions import Reaction, reaction_of
from rematch_match.domain.verdicts.given import Given
from rematch_match.ports.audits import Noted
from rematch_match.ports.book import Body
from rematch_match.ports.experiments import Declared
from tests.fakes.learned import FakeModels
from tests.fakes.ledger import Books
from tests.fakes.tasting import tasting

F = TypeVar("F", JobFacts, CandidateFacts)


@dataclass
class Shelf:
    """Openings, people and pairs, and what was said of them."""

    jobs: dict[UUID, JobFacts] = field(default_factory=dict)
    people: dict[CandidateKey, CandidateFacts] = field(default_factory=dict)
    heads: dict[PairKey, Head] = field(default_factory=dict)
    bodies: dict[PairKey, Body] = field(default_factory=dict)
    said: list[MatchFeedback] = field(default_factory=list)
    aliases: dict[UUID, UUID] = field(default_factory=dict)
    given: dict[PairKey, list[Given]] = field(default_factory=dict)
    noted: dict[PairKey, list[Noted]] = field(default_factory=dict)
    declared: list[Declared] = field(default_factory=list)
    running: Experiment | None = None
    shown: list[list[Showing]] = field(default_factory=list)
    """List by list, what people were shown."""
    models: FakeModels = field(default_factory=FakeModels)
    """What was learned of tenants' people."""
    books: Books = field(default_factory=Books)
    """Of experiments and quality: who takes part, what they were shown and what they said."""

    def person(self, key: CandidateKey) -> CandidateFacts:
        """With what they have made of openings."""
        return tasting(self.people[key], self.said, self.jobs)

    def reaction(self, key: PairKey) -> Reaction | None:
        """What was said of the pair comes to."""
        said = [one for one in self.said if ((one.tenant_id, one.candidate_id), one.job_id) == key]
        return reaction_of(said) if said else None

    def say(self, feedback: MatchFeedback) -> None:
        """Told, and shown at once: a no withdraws the match."""
        self.said.append(feedback)
        key = (feedback.tenant_id, feedback.candidate_id), feedback.job_id
        reaction = self.reaction(key)
        if reaction is not None and key in self.heads:
            head = replace(self.heads[key], status=reaction.status, saved=reaction.saved, outcome=reaction.outcome)
            gone = reaction.status == "rejected"
            self.heads[key] = replace(head, state="withdrawn", reason="rejected") if gone else head

    def put(self, *facts: JobFacts | CandidateFacts) -> None:
        for one in facts:
            if isinstance(one, JobFacts):
                self.jobs[one.job_id] = self._shown(one)
            else:
                self.people[one.key] = one

    def _shown(self, job: JobFacts) -> JobFacts:
        """A closed opening, of which nothing more is said, is shown as it was."""
        if job.alive or (was := self.jobs.get(job.job_id)) is None:
            return job
        shown = replace(job, card=was.card, asks=was.asks, text=was.text)
        return replace(shown, required=was.required, preferred=was.preferred)


def sharing(all_of_them: Sequence[F], skills: frozenset[str]) -> list[F]:
    """Those that share most of these skills first."""
    found = [one for one in all_of_them if one.skills & skills]
    return sorted(found, key=lambda one: -len(one.skills & skills))
