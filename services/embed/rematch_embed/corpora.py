"""What is there to learn from, out of files: openings, people, and judgments or reactions."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rematch_common.contracts import CandidateChanged, JobPublished, MatchFeedback
from rematch_common.contracts.feedback import Action
from rematch_common.record_files import BadFile, checked, objects, records
from rematch_embed.domain.reacted import grade
from rematch_embed.domain.texts import candidate_text, job_text
from rematch_encoder.tuning.corpus import Corpus, Opening
from rematch_jobtext import occupation, title_parts

_READY = {"version": 1, "status": "ready_for_assignment"}
_GRADES = ("0", "1", "2", "3")


@dataclass(frozen=True, slots=True)
class Source:
    """Records by the keys of the corpus: an opening's id, and a number for each person, as ids are somebody's."""

    jobs: Mapping[str, JobPublished]
    people: Mapping[str, CandidateChanged]
    corpus: Corpus


def labelled(folder: Path) -> Source:
    """`jobs.jsonl`, a JobPublished a line; `candidates.jsonl` and `judgments.tsv` as `rematch eval match` reads them.
    Raises BadFile."""
    jobs = list(records(JobPublished, folder / "jobs.jsonl"))
    people = list(_people(folder / "candidates.jsonl"))
    at = {_external_id(job): job.key for job in jobs}
    who = {person.candidate_id: str(number) for number, person in enumerate(people)}
    return _source(jobs, people, dict(_judged(folder / "judgments.tsv", at, who)))


def reacted(folder: Path) -> Source:
    """`jobs.jsonl` and `candidates.jsonl` as their topics have them, and `feedback.jsonl`, a MatchFeedback a line.
    Who doesn't want to be matched by machines teaches none. Raises BadFile."""
    jobs = list(records(JobPublished, folder / "jobs.jsonl"))
    people = [one for one in _people(folder / "candidates.jsonl") if one.automated_matching]
    at = {job.key for job in jobs}
    who = {person.key: str(number) for number, person in enumerate(people)}
    said: defaultdict[tuple[str, str], set[Action]] = defaultdict(set)
    for one in records(MatchFeedback, folder / "feedback.jsonl"):
        job, person = str(one.job_id), who.get(f"{one.tenant_id}/{one.candidate_id}")
        if job in at and person is not None:
            said[job, person].add(one.action)
    return _source(jobs, people, {pair: grade(actions) for pair, actions in said.items()})


def _people(path: Path) -> Iterator[CandidateChanged]:
    return (checked(CandidateChanged, _READY | line, f"{path}, line {n}") for n, line in objects(path))


def _source(jobs: list[JobPublished], people: list[CandidateChanged], grades: Mapping[tuple[str, str], int]) -> Source:
    openings = {job.key: Opening(job_text(job), occupation(title_parts(job.title).core)[0]) for job in jobs}
    texts = {str(number): candidate_text(person) for number, person in enumerate(people)}
    known = {job.key: job for job in jobs}
    return Source(known, dict(zip(texts, people, strict=True)), Corpus(openings, texts, grades))


def _external_id(job: JobPublished) -> str:
    return next((ad.external_id for ad in job.ads if ad.external_id), job.key)


def _judged(path: Path, at: Mapping[str, str], who: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], int]]:
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError as error:
        raise BadFile(f"{path} can't be read: {error.strerror}") from None
    for number, line in enumerate(lines, 1):
        external_id, candidate_id, told, *_ = [*line.split("\t"), "", ""]
        if not line.strip() or external_id == "external_id":
            continue
        if external_id not in at or candidate_id not in who or told not in _GRADES:
            wrong = f"a known posting, a known candidate and a grade from 0 to 3, not {line[:80]!r}"
            raise BadFile(f"{path}, line {number}: it needs {wrong}")
        yield (at[external_id], who[candidate_id]), int(told)
