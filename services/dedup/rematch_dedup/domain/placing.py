"""To which opening an ad belongs, if to any."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from rematch_dedup.domain.boilerplate import boilerplate
from rematch_dedup.domain.facts import Facts
from rematch_dedup.domain.judgement import Judgement, Thresholds, judge, kind_of
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.opposition import opposed
from rematch_dedup.domain.types import Ad, Sighting, Why
from rematch_dedup.domain.vetoes import VETOES, contradict
from rematch_dedup.domain.wording import wording

# Ads to read in full for one sighting; the blocks put the likeliest first.
MOST_READ = 30


@dataclass(frozen=True, slots=True)
class Found:
    """An opening that the ad may be of, by the ad there that is most like it."""

    job_id: UUID
    ad: Ad
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Placing:
    """The opening, if there is one; others that this ad shows to be the same; and why."""

    job_id: UUID | None
    also: tuple[UUID, ...] = ()
    why: Why = field(default_factory=Why)


def place(sighting: Sighting, known: Known, limits: Thresholds) -> Placing:
    """The best opening among those that share a block, unless two that contradict each other are as good."""
    found = _found(sighting, known, limits)
    if not found:
        return Placing(None)
    best = found[0]
    rivals = [other for other in found[1:] if _apart(best.job_id, other.job_id, known)]
    if any(_as_good(best, rival) for rival in rivals):
        # Better two openings of one job than one opening of two jobs.
        return Placing(None, why=Why(evidence={"ambiguous": len(rivals) + 1}))
    return Placing(best.job_id, _bridged(found, known), _why(sighting, best, limits))


def _bridged(found: Sequence[Found], known: Known) -> tuple[UUID, ...]:
    """The other openings that this ad shows to be the same as the best: none that contradicts another of them."""
    joined = [found[0].job_id]
    for other in found[1:] if _sure(found[0].judgement) else ():
        if _sure(other.judgement) and not any(_apart(other.job_id, job_id, known) for job_id in joined):
            joined.append(other.job_id)
    return tuple(joined[1:])


def _found(sighting: Sighting, known: Known, limits: Thresholds) -> list[Found]:
    """Openings with an ad that is the same, and none that contradicts; the likeliest first."""
    by_opening: dict[UUID, list[Ad]] = defaultdict(list)
    for ad in known.candidates(sighting)[:MOST_READ]:
        if ad.key != sighting.ad:
            by_opening[ad.job_id].append(ad)
    found = [_of(sighting, job_id, ads, known, limits) for job_id, ads in by_opening.items()]
    return sorted((each for each in found if each is not None), key=_order)


def _of(sighting: Sighting, job_id: UUID, ads: Sequence[Ad], known: Known, limits: Thresholds) -> Found | None:
    # Where somebody has said that ads are the same whatever their facts, those facts are no argument any more.
    members = ads if known.overruled(job_id) else known.members(job_id)
    if opposed(sighting.facts.portrait, [ad.facts.portrait for ad in members]):
        return None
    verbatim = [ad for ad in ads if ad.facts.text_hash == sighting.facts.text_hash]
    common = frozenset[str]() if verbatim else standing(sighting.facts, ads, known, job_id)
    judged = [Found(job_id, ad, _judged(sighting, ad, common, limits)) for ad in verbatim or ads]
    return min((each for each in judged if each.judgement.same), key=_order, default=None)


def standing(facts: Facts, ads: Sequence[Ad], known: Known, job_id: UUID) -> frozenset[str]:
    """Sentences of this ad, or of these of the opening, that the company puts into its ads whatever the job."""
    said = {
        sentence for each in (facts, *(ad.facts for ad in ads)) for sentence in wording(each.fields["description"]).own
    }
    return boilerplate(said, known.of_company(facts.portrait.company), frozenset((job_id,)))


def _judged(sighting: Sighting, ad: Ad, common: frozenset[str], limits: Thresholds) -> Judgement:
    return judge(sighting.facts, ad.facts, common, limits, one_source=ad.open and ad.key[0] == sighting.ad[0])


_SURENESS = {"text_hash": 0, "text": 1, "grey": 2}


def _order(found: Found) -> tuple[float | str, ...]:
    judgement = found.judgement
    return (_SURENESS[judgement.stage], -judgement.support, -judgement.similarity, str(found.job_id))


def _as_good(best: Found, rival: Found) -> bool:
    """Neither the stage nor the facts that agree tell the two apart."""
    one, other = best.judgement, rival.judgement
    return one.stage == other.stage and one.support == other.support and other.similarity > 0.9 * one.similarity


def _sure(judgement: Judgement) -> bool:
    """Sure enough to make one of two openings that stood apart until now."""
    return judgement.stage in ("text_hash", "text")


def _apart(one: UUID, other: UUID, known: Known) -> bool:
    """Whether any two ads of these openings contradict each other, or somebody has said that they differ."""
    return any(
        contradict(mine.facts.portrait, yours.facts.portrait)
        or known.verdicts.get(frozenset((mine.key, yours.key))) == "different"
        for mine in known.members(one)
        for yours in known.members(other)
    )


def _why(sighting: Sighting, found: Found, limits: Thresholds) -> Why:
    judgement, ad = found.judgement, found.ad
    gap = abs(sighting.seen_at - ad.last_seen)
    kind = kind_of(sighting.facts, ad.facts, judgement, gap, limits)
    return Why(judgement.stage, kind, ad.key, judgement.similarity, dict(judgement.evidence), tuple(VETOES))
