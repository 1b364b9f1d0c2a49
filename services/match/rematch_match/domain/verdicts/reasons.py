"""What the factors say of a pair, in one line of our own words."""

from collections.abc import Sequence

from rematch_common.contracts import Factor
from rematch_match.domain.score import Score
from rematch_match.domain.verdicts.masking import named

LONGEST = 300
_NAMED = 4
_STRONG, _WEAK = 80.0, 55.0
_FOR = {
    "title": "the role fits",
    "level": "the level fits",
    "experience": "the years fit",
    "location": "the place fits",
    "salary": "the pay fits",
    "employment": "the contract fits",
    "semantic": "the texts are close",
}
_AGAINST = {
    "title": "the role is another",
    "level": "the level differs",
    "experience": "years are missing",
    "location": "the place is hard to reach",
    "salary": "the pay lies below the wish",
    "employment": "the contract is not as wished",
    "semantic": "the texts differ",
}


def in_words(score: Score) -> str:
    """Never empty, and never longer than LONGEST."""
    known = [factor for factor in score.factors if factor.known]
    parts = [_skills(score), _said(_FOR, [f for f in known if f.score >= _STRONG])]
    against = _said(_AGAINST, [f for f in known if f.score < _WEAK])
    parts.append(f"but {against}" if against and parts[-1] else against)
    told = "; ".join(filter(None, parts))
    return f"{told[:1].upper()}{told[1:]}"[: LONGEST - 1].rstrip(" ,;") + "."


def _skills(score: Score) -> str:
    if score.apart:
        return "a filter keeps the two apart"
    if not score.asked:
        return "the posting names no skills"
    if not score.matched:
        return f"brings none of the {score.asked} skills asked for"
    lacks = f", lacks {_list(score.missing)}" if score.missing else ""
    return f"brings {len(score.matched)} of {score.asked} skills asked for ({_list(score.matched)}){lacks}"


def _list(skills: Sequence[str]) -> str:
    more = " and more" if len(skills) > _NAMED else ""
    return ", ".join(map(named, skills[:_NAMED])) + more


def _said(words: dict[str, str], factors: Sequence[Factor]) -> str:
    return ", ".join(words[factor.name] for factor in factors if factor.name in words)
