"""A score in words, without any language model: what speaks for the pair, what against it, and what would help."""

from collections.abc import Iterable, Sequence

from rematch_common.contracts import Explanation, Factor
from rematch_jobtext import is_licence, skill_name
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.learned.telling import LEARNED
from rematch_match.domain.own_skills import job_for
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Score
from rematch_match.domain.tastes.wording import moved_down, moved_up
from rematch_match.domain.terms import Terms

_NAMED = 5
_STRONG, _WEAK = 80.0, 55.0
_BROADER = "Broader match: "
_STRENGTHS = {
    "title": "The role is the one that they have or want",
    "level": "The level fits",
    "experience": "The years fit",
    "location": "The place fits",
    "salary": "The pay reaches the wish",
    "employment": "The kind of contract is as wished",
    "semantic": "The profile reads like the posting",
    "industry": "The industry is a preferred one",
    "judgement": "Skills, role and years together fit",
}
_GAPS = {
    "title": "The role is not quite the one that they have or want",
    "level": "The level differs",
    "experience": "The years asked for are not there",
    "location": "The place is hard to reach",
    "salary": "The pay lies below the wish",
    "employment": "The kind of contract is not among the wishes",
    "semantic": "The profile reads unlike the posting",
    "judgement": "Skills, role and years together fit in part only",
}
_FILTERS = {
    "role": "It was looked for as another role than the person wants.",
    "salary": "It pays too little.",
    "location": "The work isn't done where the person would work.",
    "experience": "The years don't fit.",
}
_RECOMMENDED = {
    "location": "Ask about relocation or remote work",
    "salary": "Ask whether the pay can be raised, or the wish be lowered",
    "level": "Ask whether another level would do",
    "employment": "Ask whether another kind of contract would do",
}


def explain(job: JobFacts, person: CandidateFacts, score: Score, terms: Terms, rarity: Rarity) -> Explanation:
    """`terms` say which factors the tenant has switched off: of those nothing is told."""
    told = [f for f in score.factors if f.known and terms.weights.get(f.name, f.weight) > 0 and f.name != "recency"]
    matched, missing = by_rarity(score.matched, rarity), by_rarity(score.missing, rarity)
    had = [skill_name(skill) for skill in matched[:_NAMED]]
    summary = _summary(score, had)
    return Explanation(
        summary=f"{_BROADER}{summary}" if score.apart is None and terms.is_broader(score.value) else summary,
        strengths=(*_strengths(had, told), *moved_up(score.tilt), *_learned(score, up=True)),
        gaps=(*_gaps(told, missing), *moved_down(score.tilt), *_learned(score, up=False)),
        recommendations=tuple(_recommendations(told, missing)),
        evidence=_evidence(job_for(job, person.key[0]), (*score.matched, *missing)),
    )


def by_rarity(skills: Iterable[str], rarity: Rarity) -> list[str]:
    """The most telling first."""
    return sorted(skills, key=lambda skill: (-rarity.weight(skill), skill))


def _summary(score: Score, named: Sequence[str]) -> str:
    if score.apart:
        return _FILTERS.get(score.apart, "A filter keeps the two apart.")
    if not score.asked:
        return "The posting names no skills; role, level and meaning decide."
    if not score.matched:
        return f"Brings none of the {score.asked} skills asked for."
    more = " and more" if len(score.matched) > len(named) else ""
    return f"Brings {len(score.matched)} of {score.asked} skills asked for: {', '.join(named)}{more}."


def _strengths(had: Sequence[str], told: Sequence[Factor]) -> Iterable[str]:
    yield from (f"Has {name}" for name in had)
    yield from (_with_note(_STRENGTHS[f.name], f) for f in told if f.name in _STRENGTHS and f.score >= _STRONG)


def _gaps(told: Sequence[Factor], missing: Sequence[str]) -> Iterable[str]:
    yield from (f"Asked for, not in the profile: {skill_name(skill)}" for skill in missing[:_NAMED])
    yield from (_with_note(_GAPS[f.name], f) for f in told if f.name in _GAPS and f.score < _WEAK)


def _recommendations(told: Sequence[Factor], missing: Sequence[str]) -> Iterable[str]:
    for skill in missing[:_NAMED]:
        verb = "Obtain, or add if it is there" if is_licence(skill) else "Learn, or add if it is known"
        yield f"{verb}: {skill_name(skill)}"
    yield from (_RECOMMENDED[f.name] for f in told if f.name in _RECOMMENDED and f.score < _WEAK)


def _learned(score: Score, *, up: bool) -> Iterable[str]:
    """What moved the score whatever its factors say, if it moved it by a point."""
    points = (score.inputs.get("learned") or {}).get("shift", 0.0)
    if (points if up else -points) >= 1:
        told = next(factor.note for factor in score.factors if factor.name == LEARNED)
        yield f"Moved {'up' if up else 'down'}: {told}"


def _with_note(words: str, factor: Factor) -> str:
    return f"{words} ({factor.note})" if factor.note else words


def _evidence(job: JobFacts, skills: Iterable[str]) -> dict[str, str]:
    said = job.asks.evidence
    return {skill: said[skill] for skill in skills if skill in said}
