"""One number for each of many pairs, what it rests on, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rematch_jobtext.skills_table import skill_table
from rematch_match.domain.ageing import Fixed
from rematch_match.domain.columns import Columns, Openings, People
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.features import Features, merged
from rematch_match.domain.features.amounts import amount_features
from rematch_match.domain.features.industry import industry_features
from rematch_match.domain.features.meaning import meaning_features
from rematch_match.domain.features.places import place_features
from rematch_match.domain.features.skills import MATCHED, asked_of, skill_features
from rematch_match.domain.features.titles import title_features
from rematch_match.domain.learned.applying import with_learned
from rematch_match.domain.packing import worth_for
from rematch_match.domain.picked import picked
from rematch_match.domain.profiles import profile_named
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.reckoned import Reckoned, Sheets
from rematch_match.domain.score import SCORING, Glance, Score, Seen
from rematch_match.domain.sheets import weights_of
from rematch_match.domain.tastes.tilt import TASTE
from rematch_match.domain.tastes.tilting import column, tilts_of
from rematch_match.domain.terms import Terms
from rematch_match.domain.through import Tenants, through


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pair i is `jobs[job_at[i]]` with `people[person_at[i]]`."""

    jobs: Sequence[JobFacts]
    people: Sequence[CandidateFacts]
    job_at: NDArray[np.intp]
    person_at: NDArray[np.intp]

    @classmethod
    def of(cls, pairs: Sequence[tuple[JobFacts, CandidateFacts]]) -> Self:
        at = np.arange(len(pairs), dtype=np.intp)
        return cls([job for job, _ in pairs], [person for _, person in pairs], at, at)

    def __len__(self) -> int:
        return len(self.job_at)


class Scores:
    """The scores of many pairs as numbers; the reasons of one pair are put into words only when they are asked for."""

    def __init__(self, reckoned: Reckoned) -> None:
        self._reckoned = reckoned
        self.value = reckoned.value
        """From 0 to 100, one digit behind the point; 0 for those that a filter or a bar keeps apart."""

    def __len__(self) -> int:
        return len(self.value)

    @property
    def features(self) -> Features:
        """What they were reckoned from, a row a pair."""
        return self._reckoned.features

    def one(self, at: int) -> Score:
        return self.some([at])[0].whole

    def some(self, these: Sequence[int]) -> Sequence[Seen]:
        """At once: a table's cells cost more one by one. What comes back holds nothing of the table."""
        return picked(self._reckoned, these)


class Scorer:
    """Scores pairs as of one moment: under one snapshot of rarity, each pair on its tenant's terms."""

    def __init__(self, rarity: Rarity, terms: Callable[[str], Terms], now: datetime) -> None:
        self.rarity = rarity
        self.terms = terms
        self.now = now

    def score(self, pairs: Pairs) -> Scores:
        tenants = self._tenants(pairs)
        terms, whose = tenants.terms, tenants.whose
        seen = through(pairs.jobs, pairs.job_at, tenants, self.now)
        columns = Columns(Openings.of(seen.jobs), People.of(pairs.people), seen.job_at, pairs.person_at)
        asked = asked_of(columns, self.rarity)
        shares = [each.weights.get(TASTE, 1.0) for each in terms]
        at = pairs.job_at, pairs.person_at
        tilts = tilts_of(pairs.jobs, pairs.people, at, lambda pair: shares[whose[pair]], self.now)
        features = merged(
            skill_features(asked),
            title_features(columns),
            place_features(columns),
            amount_features(columns, self.now.timestamp()),
            meaning_features(columns, seen.jobs, pairs.people),
            industry_features(columns, [each.preferred_industries for each in terms], whose),
            column(tilts, len(pairs)),
        )
        sheets = Sheets.of(features, [profile_named(each.profile) for each in terms], whose, _weights(terms))
        sheets = with_learned(sheets, features, whose, [each.learned for each in terms])
        kept = seen.bars, seen.bar_at
        return Scores(Reckoned(features, asked, sheets, self.rarity.version, terms, whose, *kept, tilts))

    def _tenants(self, pairs: Pairs) -> Tenants:
        names = [person.key[0] for person in pairs.people]
        tenants = {tenant: at for at, tenant in enumerate(dict.fromkeys(names))}
        numbers = list(map(tenants.__getitem__, names))
        terms = [self.terms(tenant) for tenant in tenants]
        return Tenants(list(tenants), terms, np.array(numbers, dtype=np.intp)[pairs.person_at])


def _weights(terms: Sequence[Terms]) -> list[list[float]]:
    return [weights_of(profile_named(each.profile), each.weights) for each in terms]


def score(job: JobFacts, person: CandidateFacts, scorer: Scorer) -> Score:
    """One pair by itself."""
    return scorer.score(Pairs.of([(job, person)])).one(0)


def could_meet(job: JobFacts, people: Sequence[CandidateFacts]) -> list[CandidateFacts]:
    """Those who may have a skill that the opening asks for: without one nobody is matched, whatever the score.

    One that asks for none is matched by role, level and meaning, with anybody. Slips of the pen are found only where
    there is a name that the table doesn't know: who has one stays in, as does everybody of a tenant that reads the
    opening in its own words.
    """
    known = _named()
    if not job.skills or not job.skills <= known:
        return list(people)
    enough = frozenset(other for skill in job.skills for other, share in worth_for(skill).items() if share >= MATCHED)
    own = job.own
    return [
        one
        for one in people
        if not enough.isdisjoint(one.skills) or not one.skills <= known or (own and one.key[0] in own)
    ]


@cache
def _named() -> frozenset[str]:
    return frozenset(skill_table().skills)


__all__ = ["SCORING", "Fixed", "Glance", "Pairs", "Score", "Scorer", "Scores", "Seen", "could_meet", "score"]
