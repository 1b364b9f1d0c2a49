"""The labelled sets for bench.finetune: what is learned from them, and whole scores by any vectors."""

from dataclasses import dataclass
from pathlib import Path

from rematch_common.contracts import CandidateEmbedded, Embedding, Event, JobEmbedded
from rematch_dedup.offline import published
from rematch_devstack import workspace
from rematch_embed.corpora import Source, labelled
from rematch_embed.domain.texts import text_hash
from rematch_encoder.tuning.corpus import Corpus
from rematch_encoder.tuning.pairs import Embed
from rematch_match.offline import evaluate, labelled_set

NAMES = ("golden", "field", "holdout")
PROFILE = "rematch"


@dataclass(frozen=True)
class Part:
    """What was held back of a set, and the records that it is about."""

    source: Source
    held: Corpus


def source(name: str, folder: Path) -> Source:
    """Read by dedup and embed, as `rematch finetune` has it read."""
    given, made = workspace.root() / "tests" / "quality" / "match" / name, folder / name
    made.mkdir()
    _write(made / "jobs.jsonl", list(published(given / "postings.jsonl")))
    for file in ("candidates.jsonl", "judgments.tsv"):
        (made / file).write_bytes((given / file).read_bytes())
    return labelled(made)


def scored(part: Part, folder: Path, opening: Embed, person: Embed) -> tuple[float, int]:
    """nDCG@10 of whole scores over what is held back, and of how many openings it is the mean."""
    jobs, people, judgments = folder / "jobs", folder / "people", folder / "judgments"
    held = part.held
    vectors = zip(held.openings.items(), opening([one.text for one in held.openings.values()]), strict=True)
    _write(
        jobs,
        [
            JobEmbedded.model_construct(
                **dict(part.source.jobs[key].model_copy(update={"ads": ()})),
                embeddings=(Embedding.of("bench", "1", row),),
                text_hash=text_hash(one.text),
            )
            for (key, one), row in vectors
        ],
    )
    rows = zip(held.people.items(), person(list(held.people.values())), strict=True)
    _write(
        people,
        [
            CandidateEmbedded.model_construct(
                **dict(part.source.people[key].model_copy(update={"candidate_id": key})),
                embeddings=(Embedding.of("bench", "1", row),),
                text_hash=text_hash(text),
            )
            for (key, text), row in rows
        ],
    )
    judgments.write_text("".join(f"{o}\t{p}\t{grade}\n" for (o, p), grade in held.grades.items()), "utf-8")
    told = evaluate(labelled_set(jobs, people, judgments), (PROFILE,))
    return told["profiles"][PROFILE]["posting_to_candidates"]["ndcg@10"], told["postings"]


def _write(path: Path, records: list[Event]) -> None:
    path.write_text("".join(record.model_dump_json(exclude_none=True) + "\n" for record in records), "utf-8")
