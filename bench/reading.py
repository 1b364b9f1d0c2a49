"""What reading an ad costs, parser by parser, in CPU time of one core: python -m bench.reading [ADS]

Every ad is read as if no word of it had been met before, but for what a long-lived process remembers of words.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from statistics import median
from typing import TypeVar

from bench.harness import Report, Target, console, spread, table, write_report
from bench.processes import Others
from bench.repeats import Crawl
from rematch_common.contracts import RawJob
from rematch_dedup.domain.blocks import blocks_of
from rematch_dedup.domain.facts import understand
from rematch_dedup.domain.readings import reading_of
from rematch_jobtext import (
    clean_text,
    find_employment_type,
    find_place,
    find_salary,
    find_skills,
    parse_experience,
    requisition_ids,
)

ADS, ROUNDS, STORED = 2_000, 10, 10_000
SKILLS_LIMIT = 2.0  # ms an ad: 500 ads a second and core
Times = dict[str, list[float]]
T = TypeVar("T")
R = TypeVar("R")


def postings(count: int) -> list[RawJob]:
    """What a crawl brings, each posting with words of its own: what merely comes again isn't read."""
    found: dict[object, RawJob] = {}
    crawl = Crawl(STORED, STORED // 3, datetime.now(UTC))
    while len(found) < count:
        (made,) = crawl.take(1)
        raw = RawJob.model_validate(made.record)
        found.setdefault(reading_of(raw), raw)
    return list(found.values())


def measure(raws: Sequence[RawJob]) -> Times:
    """Milliseconds an ad; the first tenth is for what is built at first use."""
    size = len(raws) // (ROUNDS + 1)
    times: Times = {}
    for number in range(ROUNDS + 1):
        found = _round(raws[number * size : (number + 1) * size])
        for name, spent in found.items() if number else ():
            times.setdefault(name, []).append(spent)
    return times


def _round(raws: Sequence[RawJob]) -> Mapping[str, float]:
    """The whole first, so that it finds nothing remembered of these ads; the parsers are parts of it."""
    whole, facts = _timed(understand, raws)
    blocks, _ = _timed(blocks_of, facts)
    cleaning, _ = _timed(lambda raw: clean_text(raw.description), raws)
    texts = [read.fields["description"] for read in facts]
    parsers: dict[str, Callable[[str], object]] = {
        "find_skills": find_skills,
        "find_place": find_place,
        "parse_experience": parse_experience,
        "find_salary": find_salary,
        "find_employment_type": find_employment_type,
        "requisition_ids": lambda text: requisition_ids("", text),
    }
    parts = {name: _timed(parser, texts)[0] for name, parser in parsers.items()}
    return {"understand": whole, "blocks_of": blocks, "clean_text": cleaning, **parts}


def _timed(work: Callable[[T], R], items: Sequence[T]) -> tuple[float, list[R]]:
    started = time.process_time()
    done = [work(item) for item in items]
    return 1000 * (time.process_time() - started) / len(items), done


def report(times: Times, others: float) -> Report:
    skills = median(times["find_skills"])
    figures = {
        "ms_an_ad": {name: spread(spent, 3) for name, spent in times.items()},
        "find_skills_ads_a_second": round(1000 / skills),
    }
    return Report("reading", figures, (Target("find_skills", round(skills, 3), SKILLS_LIMIT, "ms an ad"),), [others])


def main(ads: int) -> None:
    raws = postings(ads)
    others = Others()
    times = measure(raws)
    rows = [(name, f"{median(spent):.3f}", f"{1000 / median(spent):.0f}") for name, spent in times.items()]
    table(f"Reading {ads} ads", ("parser", "ms of CPU an ad", "ads/s and core"), rows)
    console.print("understand holds all parsers but blocks_of")
    write_report(report(times, others.cores()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ADS)
