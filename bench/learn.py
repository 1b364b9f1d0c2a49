"""What learning from reactions brings, what false ones do, and what it costs: python -m bench.learn

From cold start a tenant's people are shown lists by what is in force, and nothing but their reactions is told. A model
is trained whenever so many more have come, and put in force if the gate lets it. Then one account, and then whoever has
a tenant's key, say the contrary of what is so. At last a million matches are learned from, in a process of its own.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import asdict

from bench.children import told_by
from bench.crowd_tastes import TASTES
from bench.harness import Report, Target, table, write_report
from bench.learn_course import Course
from bench.learn_poison import ATTACKS, Poisoned, poisoned
from bench.processes import Others

REACTIONS, SEED = 20_000, 11
_PATIENCE = 900.0


def show(courses: Sequence[Course], attacks: Sequence[Poisoned]) -> None:
    for course in courses:
        rows = [
            (f"{one.reactions:,}", one.said, f"{one.rematch:.4f}", f"{one.learned:.4f}", f"{one.gain:+.1%}")
            for one in course.looks
        ]
        table(course.crowd.population, ("reactions", "gate", "rematch", "learned", "difference"), rows)
    told = [
        (one.what, one.gate, one.others_moved, f"{one.largest:.1f}", f"{one.clean:.4f}", f"{one.after:.4f}")
        for one in attacks
    ]
    table("10,000 false reactions", ("whose", "gate", "others' pairs moved", "points", "nDCG before", "after"), told)


def targets(courses: Sequence[Course], attacks: Sequence[Poisoned], cost: dict[str, float]) -> list[Target]:
    last = [course.looks[-1] for course in courses]
    dips = [-look.gain for course in courses for look in course.looks]
    return [
        Target("rematch's nDCG@10 of learned's, least gain", max(1 / (1 + one.gain) for one in last), 1 / 1.1, ""),
        Target("learned under rematch at worst", max(0.0, *dips), 0.02, "of nDCG@10"),
        Target("others' pairs that false reactions moved", max(one.others_moved for one in attacks), 1, "pairs"),
        Target("own pairs' largest move by false reactions", max(one.largest for one in attacks), 15.001, "points"),
        Target("training on a million matches", cost["training_s"], 300, "s"),
        Target("its memory", cost["peak_mb"], 2048, "MB"),
        Target("200 pairs, what is learned of them", cost["learned_200_ms"] - cost["linear_200_ms"], 2, "ms"),
    ]


async def measured() -> Report:
    others = Others()
    courses = [Course.of(population, SEED + number) for number, population in enumerate(TASTES)]
    for course in courses:
        course.run(REACTIONS)
    attacks = attacked(courses)
    cost = await told_by((sys.executable, "-m", "bench.learn_cost"), _PATIENCE)
    show(courses, attacks)
    table("Cost", ("", ""), [(name, f"{value:g}") for name, value in cost.items()])
    figures = {
        "courses": {course.crowd.population: [asdict(look) for look in course.looks] for course in courses},
        "attacks": [asdict(attack) for attack in attacks],
        "cost": cost,
    }
    return Report("learn", figures, targets(courses, attacks, cost), [others.cores()])


def attacked(courses: Sequence[Course]) -> list[Poisoned]:
    """Each tenant's model is made of its own people's rows; the first course's are attacked, the others stand by."""
    victim, *bystanders = courses
    return [poisoned(attack, victim, bystanders) for attack in ATTACKS]


if __name__ == "__main__":
    write_report(asyncio.run(measured()))
