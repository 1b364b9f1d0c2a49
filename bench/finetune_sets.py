"""The labelled sets for bench.finetune: what is learned from them, and whole scores by any vectors."""

from collections.abc import Mapping
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
    held, source = part.held, part.source
    texts = {key: one.text for key, one in held.openings.items()}
    shown = {key: source.jobs[key].model_copy(update={"ads": ()}) for key in texts}
    _write(jobs, _embedded(JobEmbedded, shown, texts, opening))
    named = {key: source.people[key].model_copy(update={"candidate_id": key}) for key in held.people}
    _write(people, _embedded(CandidateEmbedded, named, held.people, person))
    judgments.write_text("".join(f"{o}\t{p}\t{grade}\n" for (o, p), grade in held.grades.items()), "utf-8")
    told = evaluate(labelled_set(jobs, people, judgments), (PROFILE,))
    return told["profiles"][PROFILE]["posting_to_candidates"]["ndcg@10"], told["postings"]


def _embedded(
    kind: type[JobEmbedded | CandidateEmbedded], records: Mapping[str, Event], texts: Mapping[str, str], embed: Embed
) -> list[Event]:
    """Each record with the vector of its text."""
    return [
        kind.model_construct(
            **dict(records[key]), embeddings=(Embedding.of("bench", "1", row),), text_hash=text_hash(text)
        )
        for (key, text), row in zip(texts.items(), embed(list(texts.values())), strict=True)
    ]


def _write(path: Path, records: list[Event]) -> None:
    path.write_text("".join(record.model_dump_json(exclude_none=True) + "\n" for record in records), "utf-8")
