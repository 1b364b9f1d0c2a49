"""10,000 false reactions in one tenant's stream, and what becomes of its ranking and of others'."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bench.learn_course import TREES, Course, learned_of
from rematch_match.domain.learned.examples import Examples
from rematch_match.domain.learned.training import Taught, teach
from rematch_match.domain.terms import Terms

FALSE = 10_000
Attack = Callable[[Examples], Examples]


@dataclass(frozen=True, slots=True)
class Poisoned:
    """`others_moved`: pairs of other tenants whose score is another when all is trained anew: none, if training is the
    same for the same rows. That nobody else's rows are read is what tests of match's tables hold. `largest`: points by
    which a pair of its own was moved by what was learned, had the gate been open. `clean`, `after`: true nDCG@10 of
    what is in force at last."""

    what: str
    gate: str
    others_moved: int
    largest: float
    clean: float
    after: float
    forced: float
    """The same as `after`, had the gate been open."""


def one_account(examples: Examples) -> Examples:
    """One person who is shown, and reacts to, ten thousand more matches: yes to the worst, no to the best."""
    rows = np.resize(np.flatnonzero(examples.grade == 0), FALSE)
    lies = examples.some(rows)
    ids = np.array([b"liar".ljust(16, b"-") + b"%016d" % number for number in range(FALSE)], dtype=lies.ids.dtype)
    worst = lies.mean < np.median(lies.mean)
    grade = np.where(worst, 3, 0).astype(np.int8)
    return Examples.joined([examples, replace(lies, ids=ids, grade=grade, reactions=np.ones(FALSE, np.int32))])


def whole_tenant(examples: Examples) -> Examples:
    """Whoever has the tenant's key says in everybody's name: yes to what they passed by, and no to what they took."""
    some = np.argsort(examples.at, kind="stable")[np.linspace(0, len(examples) - 1, FALSE).astype(np.intp)]
    grade = examples.grade.copy()
    grade[some] = np.where(examples.grade[some] > 0, 0, 3)
    return replace(examples, grade=grade)


ATTACKS: Mapping[str, Attack] = {"one account": one_account, "a tenant's key": whole_tenant}


def poisoned(what: str, victim: Course, bystanders: Sequence[Course]) -> Poisoned:
    """Everybody's models are trained anew, each of its own rows, after the false reactions have come."""
    before = [_scores(course, _retrained(course.examples())) for course in bystanders]
    false = _retrained(ATTACKS[what](victim.examples()))
    after = [_scores(course, _retrained(course.examples())) for course in bystanders]
    own, base, forced = _scores(victim, false), victim.exam.scores(Terms()), _terms(false)
    return Poisoned(
        what=what,
        gate="open" if false.passed else "closed",
        others_moved=sum(int((one != other).sum()) for one, other in zip(before, after, strict=True)),
        largest=float(np.abs(own - base).max()),
        clean=victim.exam.ndcg(victim.terms),
        after=victim.exam.ndcg(forced if false.passed else victim.terms),
        forced=victim.exam.ndcg(forced),
    )


def _retrained(examples: Examples) -> Taught:
    return teach(examples, None, TREES)


def _terms(taught: Taught) -> Terms:
    return Terms(profile="learned", learned=learned_of(taught, 1))


def _scores(course: Course, taught: Taught) -> NDArray[np.float64]:
    return course.exam.scores(_terms(taught))
