"""The service's own vectors for records in files: `python -m rematch_embed.offline jobs FILE` and `candidates FILE`.

`jobs` reads a JobPublished a line, `candidates` a CandidateChanged, of which version and status may be left out.
Prints each with its vector, a line each, as JobEmbedded or CandidateEmbedded. What is wrong with a file is one sentence
on standard error, and exit 1.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from rematch_common.answering import Usage, as_line, main_of, run
from rematch_common.contracts import (
    CandidateChanged,
    CandidateEmbedded,
    Embedding,
    JobEmbedded,
    JobPublished,
)
from rematch_common.record_files import checked, objects, records
from rematch_embed.adapters.embedders import local_embedder
from rematch_embed.bootstrap import choice_of
from rematch_embed.domain.texts import candidate_text, job_text, text_hash
from rematch_embed.settings import Settings
from rematch_encoder import Embedder

_AT_ONCE = 64
_READY = {"version": 1, "status": "ready_for_assignment"}


def embedder() -> Embedder:
    """The local model, as the service has it."""
    return local_embedder(choice_of(Settings()))


def jobs(path: Path, model: Embedder) -> Iterator[JobEmbedded]:
    opened = records(JobPublished, path)
    while batch := list(islice(opened, _AT_ONCE)):
        texts = list(map(job_text, batch))
        for job, text, embedding in zip(batch, texts, _embedded(model, texts), strict=True):
            yield JobEmbedded.model_construct(**dict(job), embeddings=(embedding,), text_hash=text_hash(text))


def candidates(path: Path, model: Embedder) -> Iterator[CandidateEmbedded]:
    people = (checked(CandidateChanged, _READY | line, f"{path}, line {n}") for n, line in objects(path))
    while batch := list(islice(people, _AT_ONCE)):
        texts = list(map(candidate_text, batch))
        for person, text, embedding in zip(batch, texts, _embedded(model, texts), strict=True):
            yield CandidateEmbedded.model_construct(**dict(person), embeddings=(embedding,), text_hash=text_hash(text))


def _embedded(model: Embedder, texts: Sequence[str]) -> list[Embedding]:
    return [Embedding.of(model.model, model.model_version, row) for row in model.embed(texts)]


def answer(arguments: Sequence[str]) -> Iterator[bytes]:
    match arguments:
        case ["jobs", path]:
            yield from map(as_line, jobs(Path(path), embedder()))
        case ["candidates", path]:
            yield from map(as_line, candidates(Path(path), embedder()))
        case _:
            raise Usage("jobs FILE | candidates FILE")


main = main_of(answer)

if __name__ == "__main__":
    run(main)
