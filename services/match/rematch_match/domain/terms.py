"""On which terms a tenant's people are matched: the deployment's, and what the tenant has chosen instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from rematch_common.contracts import ExperimentArm, TenantSettings, VerdictChoice
from rematch_jobtext import normal_company
from rematch_match.domain.asks import NO_PAY, Pay, Place, WishedTitle
from rematch_match.domain.experiments.arms import Arm, Experiment, arm_of
from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.learned.model import Learned
from rematch_match.domain.own_skills import OwnSkills
from rematch_match.domain.profiles import PROFILES, profile_named
from rematch_match.domain.profiles.profile import JUDGEMENT, Window
from rematch_match.domain.sheets import weights_of
from rematch_match.domain.titles import places_named, read_title

MOST_PER_CANDIDATE = 50
# Factors whose weights say how much a verdict counts.
_BLENDED = frozenset({"semantic", JUDGEMENT})


@dataclass(frozen=True, slots=True)
class VerdictTerms:
    """Whether and how pairs are judged by language models. Off unless the deployment has one.

    `weight`: of the score by factors, beside the verdict's; None: by the opening's line of work. `prompt`: its version.
    Budgets of None are without limit.
    """

    on: bool = False
    top: int = 10
    ceiling: float = 0.0
    weight: float | None = None
    calls_a_day: int | None = None
    money_a_day: float | None = None
    """In US dollars."""
    prompt: str = "v1"
    possible: bool = False
    """Whether the deployment has a language model to ask: without one no tenant's verdicts are on."""
    experiment: Experiment | None = None
    """That the tenant's people take part in, from its start on."""
    arm: ExperimentArm | None = None
    """That these are the terms of."""

    @property
    def counting(self) -> "VerdictTerms":
        """What of it decides how a pair that has a verdict is scored."""
        if not self.on:
            return OFF
        of_all = VerdictTerms(self.on, ceiling=self.ceiling, weight=self.weight, prompt=self.prompt)
        return replace(of_all, experiment=self.experiment)

    def of_person(self, person: CandidateKey, now: datetime) -> "VerdictTerms":
        """With what the person's arm says, while there is an experiment."""
        if not self.on or self.experiment is None or now < self.experiment.start:
            return self
        return self._of(arm_of(self.experiment, *person), self.experiment.name)

    def _of(self, arm: Arm, experiment: str) -> "VerdictTerms":
        return replace(
            self,
            weight=self.weight if arm.weight is None else arm.weight,
            ceiling=self.ceiling if arm.ceiling is None else arm.ceiling,
            prompt=arm.prompt or self.prompt,
            arm=ExperimentArm(name=experiment, arm=arm.name),
        )


OFF = VerdictTerms()


@dataclass(frozen=True, slots=True)
class Terms:
    """What a tenant's matching goes by. `version` is that of the settings they come from, 0 without any."""

    version: int = 0
    active: bool = True
    profile: str = "rematch"
    weights: Mapping[str, float] = field(default_factory=dict)
    least: float = 50.0
    """What a pair has to come to; never less than what the profile's window is relaxed to."""
    most_per_candidate: int = MOST_PER_CANDIDATE
    most_per_posting: int | None = None
    preferred_industries: frozenset[str] = frozenset()
    blocked_companies: frozenset[str] = frozenset()
    """As `normal_company` writes them."""
    platforms: frozenset[str] = frozenset()
    remote_only: bool = False
    wanted_places: tuple[Place, ...] = ()
    excluded_places: tuple[Place, ...] = ()
    wanted_titles: tuple[WishedTitle, ...] = ()
    excluded_titles: tuple[WishedTitle, ...] = ()
    floor: Pay = NO_PAY
    """`low`: the least that an opening must be able to pay, a year."""
    oldest_days: int | None = None
    own_skills: OwnSkills = field(default_factory=OwnSkills)
    verdicts: VerdictTerms = OFF
    learned: Learned | None = None
    """The model in force, where the profile goes by one."""
    switches: int = 0
    """How often another model was put in force, or none."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "least", max(self.least, self.window.least))

    @property
    def stand(self) -> int:
        """Greater whenever pairs would be scored otherwise: both numbers only grow."""
        return self.version + self.switches

    @property
    def window(self) -> Window:
        return profile_named(self.profile).window

    def is_broader(self, value: float) -> bool:
        """Whether a match of this score is told only because there is hardly anything better."""
        return value < self.window.low

    def of_person(self, person: CandidateKey, now: datetime) -> "Terms":
        """What holds for one of the tenant's people: the same, but for an experiment's arm."""
        own = self.verdicts.of_person(person, now)
        return self if own is self.verdicts else replace(self, verdicts=own)


def terms_of(settings: TenantSettings | None, otherwise: Terms) -> Terms:
    """What the tenant has chosen, and for the rest, and what can't be gone by, the deployment's."""
    if settings is None:
        return otherwise
    return Terms(
        version=settings.version,
        active=settings.active,
        profile=_profile(settings, otherwise),
        weights=otherwise.weights if "weights" in unusable_in(settings, otherwise) else settings.weights,
        least=otherwise.least if settings.min_score is None else settings.min_score,
        most_per_candidate=_chosen(settings.max_matches_per_candidate, otherwise.most_per_candidate),
        most_per_posting=settings.max_matches_per_posting,
        preferred_industries=frozenset(name.casefold() for name in settings.preferred_industries),
        blocked_companies=frozenset(map(normal_company, settings.blocked_companies)) - {""},
        platforms=frozenset(settings.platforms),
        remote_only=settings.remote_only,
        wanted_places=places_named(settings.wanted_locations),
        excluded_places=places_named(settings.excluded_locations),
        wanted_titles=tuple(map(read_title, settings.wanted_titles)),
        excluded_titles=tuple(map(read_title, settings.excluded_titles)),
        floor=Pay(low=settings.salary_floor, currency=settings.salary_currency),
        oldest_days=otherwise.oldest_days if settings.max_posting_age_days is None else settings.max_posting_age_days,
        own_skills=OwnSkills.of(settings.own_skills),
        verdicts=_verdicts(settings, otherwise.verdicts),
    )


def _verdicts(settings: TenantSettings, ours: VerdictTerms) -> VerdictTerms:
    """The tenant's choices, each with the deployment's in its place where it has made none."""
    own = settings.verdicts or VerdictChoice()
    if not ours.possible:
        return ours
    return replace(
        ours,
        on=ours.on if own.on is None else own.on,
        top=_chosen(own.top, ours.top),
        ceiling=ours.ceiling if own.ceiling is None else own.ceiling,
        weight=ours.weight if own.weight is None else own.weight,
        calls_a_day=ours.calls_a_day if own.calls_per_day is None else own.calls_per_day,
        money_a_day=ours.money_a_day if own.usd_per_day is None else own.usd_per_day,
        experiment=None if ours.experiment and _apart(ours.experiment, settings) else ours.experiment,
    )


def _apart(experiment: Experiment, settings: TenantSettings) -> bool:
    """A tenant that has said how a verdict counts has its way, and its people are in no arm that says otherwise."""
    own = settings.verdicts or VerdictChoice()
    chosen = own.weight is not None or own.ceiling is not None or settings.weights.keys() >= _BLENDED
    return experiment.blends and chosen


def unusable_in(settings: TenantSettings, otherwise: Terms) -> tuple[str, ...]:
    """The fields that can't be gone by: a profile that nobody knows, and weights that leave every score at 0."""
    found = []
    if settings.scoring_profile and settings.scoring_profile not in PROFILES:
        found.append("scoring_profile")
    profile = profile_named(_profile(settings, otherwise))
    if settings.weights and not any(weights_of(profile, settings.weights)):
        found.append("weights")
    return tuple(found)


def _profile(settings: TenantSettings, otherwise: Terms) -> str:
    own = settings.scoring_profile
    return own if own in PROFILES else otherwise.profile


def _chosen(own: int | None, otherwise: int) -> int:
    return otherwise if own is None else own
