"""Why two are not matched: the first thing that keeps them apart, in the order in which matching meets them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from rematch_common.contracts import Verdict
from rematch_match.domain.costs import costs
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.listing import Head
from rematch_match.domain.notice import BY_HAND
from rematch_match.domain.scoring import Score
from rematch_match.domain.terms import Terms

Kind = Literal[
    "matched",
    "person",
    "opening",
    "rejected",
    "bar",
    "filter",
    "verdict",
    "score",
    "no_common_skill",
    "limit",
    "displaced",
    "retrieval",
]
_NOT_READY = "The person is not ready for assignment: only those who are ready are matched."
_AWAY = {"consent": BY_HAND, "filter": _NOT_READY}
# Slugs of filters and bars; one that isn't named here is told by its own name.
_BARS: Mapping[str, str] = {
    "inactive": "The tenant is not active: nobody of it is matched.",
    "blocked_company": "The tenant has blocked the company.",
    "platform": "No ad of the opening is on a platform that the tenant has chosen.",
    "remote_only": "The tenant takes remote openings only, and this one is not known to be remote.",
    "wanted_location": "The opening is in none of the places that the tenant wants.",
    "excluded_location": "The opening is in a place that the tenant has excluded.",
    "wanted_title": "The opening is none of the jobs that the tenant wants.",
    "excluded_title": "The opening is a job that the tenant has excluded.",
    "salary_floor": "The opening is known to pay less than the tenant's least.",
    "posting_age": "The opening is older than the tenant takes.",
}
_FILTERS: Mapping[str, str] = {
    "salary": "The pay is too far below what the person wants.",
    "location": "The places don't fit: the work is not where the person is or wants to be.",
    "experience": "The years of experience lie outside of what the opening asks for.",
    "role": "It was looked for as another role than the person has or wants.",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """All that may keep two apart, as it is now. `score` is with the `verdict`, `factored` without; `kept`: how many
    matches the person has, and the lowest's score; `told`: how many of the tenant's are matched with the opening."""

    person: CandidateFacts
    job: JobFacts
    terms: Terms
    score: Score | None = None
    factored: float = 0.0
    verdict: Verdict | None = None
    bar: str | None = None
    status: str | None = None
    pair: Head | None = None
    kept: tuple[int, float] = (0, 0.0)
    told: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """What keeps them apart, for a program and for a person. `costs`: the factors that took most of the score."""

    kind: Kind
    slug: str
    text: str
    costs: tuple[str, ...] = field(default_factory=tuple)


def why_not(standing: Standing) -> Why:
    """The first that applies; "retrieval" when nothing of it does."""
    return next((why for look in _LOOKS if (why := look(standing)) is not None), _not_found(standing))


def _sides(standing: Standing) -> Why | None:
    person, job = standing.person, standing.job
    if not person.alive:
        slug = person.away_as or "filter"
        return Why("person", slug, _AWAY.get(slug, f"The person is not to be matched ({slug})."))
    if job.alive:
        return None
    if job.merged_into:
        return Why("opening", "merged", f"The opening was merged into {job.merged_into}: ask for that one.")
    return Why("opening", "job_closed", "The opening is closed.")


def _said(standing: Standing) -> Why | None:
    if standing.status != "rejected":
        return None
    return Why("rejected", "rejected", "The match was rejected: the same opening is never offered again.")


def _barred(standing: Standing) -> Why | None:
    slug = standing.bar if standing.terms.active else "inactive"
    return Why("bar", slug, _BARS.get(slug, f"The tenant's settings leave it out ({slug}).")) if slug else None


def _matched(standing: Standing) -> Why | None:
    if standing.pair is None or standing.pair.state != "active":
        return None
    return Why("matched", "matched", "Nothing keeps them apart: they are matched.")


def _filtered(standing: Standing) -> Why | None:
    apart = standing.score.apart if standing.score else None
    return Why("filter", apart, _FILTERS.get(apart, f"A filter keeps them apart ({apart}).")) if apart else None


def _judged(standing: Standing) -> Why | None:
    """The factors alone would have been enough."""
    score, verdict, least = standing.score, standing.verdict, standing.terms.least
    if score is None or verdict is None or score.value >= least or standing.factored < least:
        return None
    text = f"The verdict lowered it from {standing.factored:.1f} to {score.value:.1f}: {verdict.reason}"
    return Why("verdict", "verdict", text, costs(score))


def _scored(standing: Standing) -> Why | None:
    score, least = standing.score, standing.terms.least
    if score is None or score.value >= least:
        return None
    text = f"The score is {score.value:.1f}, and the tenant's least is {least:g}."
    return Why("score", "below_threshold", text, costs(score))


def _nothing_in_common(standing: Standing) -> Why | None:
    score = standing.score
    if score is None or score.meets:
        return None
    text = f"The person has none of the {score.asked} skills asked for: without one nobody is matched."
    return Why("no_common_skill", "no_common_skill", text, costs(score))


def _limited(standing: Standing) -> Why | None:
    """Whoever has been told of an opening keeps the place: see postings.py."""
    told, most = standing.told, standing.terms.most_per_posting
    if most is None or told < most:
        return None
    text = f"{told} people are matched with the opening, and the tenant takes at most {most} for each."
    return Why("limit", "posting_full", text)


def _full(standing: Standing) -> Why | None:
    count, lowest = standing.kept
    most = standing.terms.most_per_candidate
    if standing.score is None or count < most or standing.score.value > lowest:
        return _too_broad(standing)
    better = f"The person has {count} better matches, the lowest at {lowest:.1f}"
    return Why("displaced", "displaced", f"{better}; this one scores {standing.score.value:.1f}.")


def _too_broad(standing: Standing) -> Why | None:
    window, count = standing.terms.window, standing.kept[0]
    if standing.score is None or standing.score.value >= window.low or count < window.few:
        return None
    text = (
        f"The score is {standing.score.value:.1f}, and {window.low:g} is aimed at: what lies below is told only of "
        f"people with fewer than {window.few} matches, and this one has {count}."
    )
    return Why("displaced", "broader", text)


_Look = Callable[[Standing], Why | None]
_TWO = (_sides, _said, _barred, _matched, _filtered, _judged, _scored, _nothing_in_common)
_LOOKS: tuple[_Look, ...] = (*_TWO, _limited, _full)


def _not_found(standing: Standing) -> Why:
    value = f"{standing.score.value:.1f}" if standing.score else "enough"
    shared = len(standing.person.skills & standing.job.skills)
    text = (
        f"Nothing speaks against it, and it would score {value}: the search for pairs has not brought them together. "
        f"It takes the first of those who share skills (these share {shared}) and of those near in meaning. "
        "Ask to generate the person's matches to look again."
    )
    return Why("retrieval", "not_found", text)
