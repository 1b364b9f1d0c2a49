"""The service's own decision on ads in a file: `python -m rematch_dedup.offline eval FILE` and `explain A B`.

Prints one JSON document. `read FILE` prints each ad as the opening that it would begin, a JobPublished a line: for
whoever evaluates what comes after. What is wrong with a file is one sentence on standard error, and exit 1.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rematch_common.answering import Usage, as_line, document, main_of, progress, run
from rematch_common.contracts import AdRef, JobPublished, RawJob
from rematch_common.record_files import BadFile, checked, objects
from rematch_dedup.adapters.encoder_titles import MOST_TOKENS, EncoderTitles
from rematch_dedup.domain.decision import Rules, ad_key, decide, opening_id, raw_id
from rematch_dedup.domain.evaluation import Labelled, scores
from rematch_dedup.domain.explanation import explain
from rematch_dedup.domain.facts import understand
from rematch_dedup.domain.judgement import Thresholds
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.types import Sighting
from rematch_dedup.settings import Settings
from rematch_encoder import OnnxEmbedder

# Where a file doesn't say when its ads were seen: all at one moment, so that a run gives the same tomorrow.
_SEEN_AT = datetime(2026, 1, 1, tzinfo=UTC)
_PROGRESS = 5_000


def rules() -> Rules:
    """As the service has them, the encoder's ear for titles included."""
    titles = EncoderTitles(lambda: OnnxEmbedder(Settings().cache_dir, threads=1, max_tokens=MOST_TOKENS))
    asyncio.run(titles.start())
    return Rules(Thresholds(alike=titles))


def evaluate(path: Path, rules: Rules) -> dict[str, Any]:
    """Feed the lines in file order through the decision, and compare with what they say of themselves."""
    known = Known()
    labels = []
    started = time.perf_counter()
    for number, (sighting, cluster, kind) in enumerate(labelled(path), 1):
        decide(sighting, known, rules)
        labels.append((cluster, kind, sighting.ad))
        if number % _PROGRESS == 0:
            progress(f"{number} ads")
    took = time.perf_counter() - started
    # Asked at the end: an opening that was merged later counts as what it became.
    found = [Labelled(cluster, kind, str(known.ads[key].job_id)) for cluster, kind, key in labels]
    if not found:
        raise BadFile(f"{path} has no lines")
    return scores(found) | {"jobs_per_second": round(len(found) / took, 1)}


def published(path: Path) -> Iterator[JobPublished]:
    """Each ad of the file as an opening of its own."""
    for number, line in objects(path):
        raw = checked(RawJob, line, f"{path}, line {number}")
        seen = raw.scraped_at or raw.posted_at or _SEEN_AT
        read = understand(raw)
        shown = AdRef(source=raw.source, external_id=raw.external_id, url=raw.url, first_seen=seen, last_seen=seen)
        yield JobPublished(
            **read.fields,
            job_id=opening_id(ad_key(raw)),
            version=1,
            ads=(shown,),
            first_seen=seen,
            content_hash=read.content_hash,
        )


def labelled(path: Path) -> Iterator[tuple[Sighting, str, str]]:
    """Each ad of the file, the opening that it is of, and how it relates to it."""
    for number, line in objects(path):
        if not isinstance(line.get("cluster"), str) or not isinstance(line.get("kind"), str):
            raise BadFile(f"{path}, line {number}: give every line a `cluster` and a `kind`, both text")
        yield _sighting(line, f"{path}, line {number}"), line["cluster"], line["kind"]


def explained(one: str, other: str, rules: Rules) -> dict[str, Any]:
    """What the decision says of two ads, each given as FILE:LINE; of the second the line alone is enough."""
    path, first = _place(one)
    second_path, second = _place(other if ":" in other else f"{path}:{other}")
    return explain(understand(_ad(path, first)), understand(_ad(second_path, second)), rules.limits)


def _place(text: str) -> tuple[Path, int]:
    path, _, line = text.rpartition(":")
    if not path or not line.isdigit():
        raise BadFile(f"{text}: name a record as FILE:LINE, for example ads.jsonl:12")
    return Path(path), int(line)


def _ad(path: Path, wanted: int) -> RawJob:
    for number, line in objects(path):
        if number == wanted:
            return checked(RawJob, line, f"{path}, line {number}")
    raise BadFile(f"{path} has no record on line {wanted}")


def _sighting(line: dict[str, Any], where: str) -> Sighting:
    raw = checked(RawJob, line, where)
    return Sighting(raw_id(where, 0), ad_key(raw), raw, understand(raw), raw.scraped_at or _SEEN_AT)


def answer(arguments: Sequence[str]) -> Iterator[bytes]:
    match arguments:
        case ["eval", path]:
            yield document(evaluate(Path(path), rules()))
        case ["explain", one, other]:
            yield document(explained(one, other, rules()))
        case ["read", path]:
            yield from map(as_line, published(Path(path)))
        case _:
            raise Usage("eval FILE | explain FILE:LINE [FILE:]LINE | read FILE")


main = main_of(answer)

if __name__ == "__main__":
    run(main)
