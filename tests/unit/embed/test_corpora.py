"""What is learned from, out of files."""

import json
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from rematch_common.contracts import CandidateChanged, JobPublished
from rematch_common.record_files import BadFile
from rematch_embed.corpora import labelled, reacted
from rematch_embed.domain.reacted import grade
from rematch_embed.domain.texts import candidate_text, job_text

JOBS = [f"00000000-0000-4000-8000-00000000000{n}" for n in range(3)]
AT = "2026-11-01T00:00:00Z"


def job(number: int, title: str, **more: Any) -> dict[str, Any]:
    ads = [{"source": "lever", "external_id": f"x{number}", "first_seen": AT, "last_seen": AT}]
    facts = {"job_id": JOBS[number], "version": 1, "title": title, "company": "Quayside", "description": "You weld."}
    return {**facts, "ads": ads, "first_seen": AT, "content_hash": "0" * 64, **more}


def person(candidate: str, headline: str, **more: Any) -> dict[str, Any]:
    return {"tenant_id": "acme", "candidate_id": candidate, "headline": headline, "updated_at": AT, **more}


def said(candidate: str, number: int, action: str, **more: Any) -> dict[str, Any]:
    told = {"tenant_id": "acme", "candidate_id": candidate, "job_id": JOBS[number], "action": action}
    return {**told, "actor": "candidate", "occurred_at": AT, **more}


def write(folder: Path, **files: Sequence[object] | str) -> Path:
    for name, lines in files.items():
        if isinstance(lines, str):
            (folder / f"{name}.tsv").write_text(lines, "utf-8")
        else:
            (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return folder


SET = {"jobs": [job(0, "Welder"), job(1, "Zorbing Host")], "candidates": [person("a", "Welder"), person("b", "Baker")]}


def test_a_labelled_set_is_read_as_the_services_read_it(tmp_path: Path) -> None:
    found = labelled(
        write(tmp_path, **SET, judgments="external_id\tcandidate_id\tgrade\nx0\ta\t3\twelds\n\nx1\tb\t0\n")
    )
    opened, people = [JobPublished.model_validate(one) for one in SET["jobs"]], SET["candidates"]
    assert [one.text for one in found.corpus.openings.values()] == [job_text(one) for one in opened]
    assert [one.occupation for one in found.corpus.openings.values()] == ["welder", None]
    ready = {"version": 1, "status": "ready_for_assignment"}
    texts = [candidate_text(CandidateChanged.model_validate(ready | one)) for one in people]
    assert list(found.corpus.people.values()) == texts
    assert found.corpus.grades == {(JOBS[0], "0"): 3, (JOBS[1], "1"): 0}
    assert not any("acme" in key for key in found.corpus.people), "ids are somebody's"


@pytest.mark.parametrize("line", ["x9\ta\t3", "x0\tz\t3", "x0\ta\t4", "x0\ta", "x0\ta\t-1"])
def test_what_a_judgment_lacks_is_one_sentence(tmp_path: Path, line: str) -> None:
    write(tmp_path, **SET, judgments=f"x0\ta\t3\n{line}\n")
    with pytest.raises(BadFile, match="line 2: it needs a known posting"):
        labelled(tmp_path)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="can't be read"):
        labelled(write(tmp_path, **SET))
    with pytest.raises(BadFile, match="can't be read"):
        reacted(tmp_path)


def test_reactions_count_once_and_only_of_who_and_what_is_known(tmp_path: Path) -> None:
    feedback = [
        *(said("a", 0, "saved"), said("a", 0, "saved"), said("a", 1, "rejected")),
        *(said("b", 0, "applied"), said("gone", 0, "hired"), said("a", 2, "hired")),
        said("a", 0, "hired", tenant_id="other"),
    ]
    found = reacted(write(tmp_path, **SET, feedback=feedback))
    assert found.corpus.grades == {(JOBS[0], "0"): 2, (JOBS[1], "0"): 0, (JOBS[0], "1"): 3}


def test_who_does_not_want_machines_teaches_none(tmp_path: Path) -> None:
    people = [person("a", "Welder", automated_matching=False), person("b", "Baker")]
    feedback = [said("a", 0, "hired"), said("b", 1, "applied")]
    found = reacted(write(tmp_path, jobs=SET["jobs"], candidates=people, feedback=feedback))
    assert list(found.corpus.people.values()) == ["Baker"]
    assert found.corpus.grades == {(JOBS[1], "0"): 3}


@pytest.mark.parametrize(
    ("actions", "worth"),
    [
        *(((), 1), (("viewed",), 1), (("rated",), 1), (("viewed", "saved"), 2), (("thumbs_up",), 2)),
        *((("saved", "rejected"), 0), (("viewed", "thumbs_down"), 0), (("rejected", "applied"), 3)),
        *((("shortlisted",), 2), (("interviewed",), 3), (("hired", "rejected", "saved"), 3)),
    ],
)
def test_what_people_did_is_a_grade_in_whatever_order(actions: tuple[Any, ...], worth: int) -> None:
    assert {grade(order) for order in permutations(actions)} == {worth}
