"""A million matches that were shown, learned from; and what a model's word costs: python -m bench.learn_cost

Prints one line of JSON. In a process of its own, whose memory is that of nothing else.
"""

import json
import resource
import sys
import time
from statistics import median

import numpy as np

from bench.cpu_time import cpu_milliseconds
from bench.crowd import START, Crowd
from bench.crowd_town import openings_of
from bench.learn_course import TREES, WEIGHTS, learned_of
from rematch_match.domain.learned.examples import Examples, Lesson, examples_of
from rematch_match.domain.learned.training import teach
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Pairs, Scorer
from rematch_match.domain.terms import Terms

PAIRS, PEOPLE, DAYS = 1_000_000, 5_000, 3
SCORED, ROUNDS = 200, 200


def lessons() -> list[Lesson]:
    """Of a few days."""
    crowd = Crowd.of("t", "commuters", 300, 3)
    return [lesson for _ in range(DAYS) for lesson in crowd.next_day(60, Terms(profile="learned"))]


def million(few: Examples) -> Examples:
    """As many rows as it takes of those few, of other people, on other days, and no two the same."""
    chance = np.random.default_rng(5)
    many = few.some(np.sort(chance.integers(len(few), size=PAIRS)))
    noise = chance.normal(0, 0.02, many.rows.shape).astype(np.float32)
    who = chance.integers(PEOPLE, size=PAIRS)
    ids = np.array(
        [b"%016d%016d" % (person, number) for number, person in enumerate(who.tolist())], dtype=few.ids.dtype
    )
    made = Examples(
        rows=many.rows + noise,
        mean=many.mean,
        cap=many.cap,
        told=many.told,
        position=many.position,
        grade=many.grade,
        reactions=many.reactions,
        at=many.at + chance.uniform(0, 90 * 86_400, PAIRS),
        who=who,
        ids=ids,
    )
    return Examples.joined([made])


def main() -> int:
    told = lessons()
    began = time.perf_counter()
    few = examples_of(told, WEIGHTS)
    read = (time.perf_counter() - began) * PAIRS / len(few)
    examples = million(few)
    began = time.perf_counter()
    taught = teach(examples, None, TREES)
    took = time.perf_counter() - began
    figures = {"training_s": round(took, 1), "reading_s": round(read, 1), "peak_mb": round(_peak())}
    learned = learned_of(taught, 1)
    crowd = Crowd.of("t", "commuters", 1, 9)
    openings = openings_of(SCORED, 0, START, crowd.chance)
    zeros, ordered = np.zeros(SCORED, np.intp), np.arange(SCORED, dtype=np.intp)
    pairs = Pairs(openings, crowd.people, ordered, zeros)
    for name, terms in (("linear", Terms()), ("learned", Terms(profile="learned", learned=learned))):
        scorer = Scorer(Rarity(1, {}), lambda _, own=terms: own, START)  # type: ignore[misc]
        spent = cpu_milliseconds(lambda scorer=scorer: scorer.score(pairs), ROUNDS)  # type: ignore[misc]
        figures[f"{name}_200_ms"] = round(median(spent), 3)
    figures["model_kb"] = round(len(taught.text) / 1024)
    print(json.dumps(figures))
    return 0


def _peak() -> float:
    """MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
