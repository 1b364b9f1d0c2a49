import re
from datetime import UTC, datetime
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from rematch_common.contracts.candidates import CandidateChanged
from rematch_common.contracts.raw_job import RawJob
from rematch_devstack.demo.stream import load_candidates, load_postings, posting
from rematch_jobtext.clean import clean_text
from rematch_jobtext.contacts import mask_contacts
from rematch_jobtext.plain import words_of
from rematch_jobtext.skills import canonical_skill, slug

NOW = datetime(2030, 5, 6, 7, 8, tzinfo=UTC)
POSTINGS = load_postings()
CANDIDATES = load_candidates()
SHARED_SKILLS = 2  # as many as a person would call "this could fit"


@cache
def hashes(round_: int) -> list[str]:
    jobs = [posting(round_ * len(POSTINGS) + place, NOW) for place in range(len(POSTINGS))]
    told = ((job["title"], job["company"], job["location"], words_of(clean_text(job["description"]))) for job in jobs)
    return [str(each) for each in told]


@cache
def candidate_skills() -> list[set[str]]:
    return [ids(skill["name"] for skill in candidate["skills"]) for candidate in CANDIDATES]


def ids(names: Any) -> set[str]:
    return {canonical_skill(name) or slug(name) for name in names}


def sentences(text: str) -> frozenset[str]:
    """The sentences of an ad, without its headings."""
    parts = (part.strip(" -").lower() for part in re.split(r"(?<=[.!?])\s+|\n+", clean_text(text)))
    return frozenset(part for part in parts if part and not part.endswith(":"))


def test_there_is_enough() -> None:
    assert len(POSTINGS) >= 320
    assert len(CANDIDATES) >= 64
    assert len({job["industry"] for job in POSTINGS}) >= 12
    assert len({job["title"] for job in POSTINGS}) >= 120
    assert len({job["company"] for job in POSTINGS}) >= 80


@pytest.mark.parametrize("index", range(len(POSTINGS)))
def test_a_posting_is_a_raw_job(index: int) -> None:
    job = RawJob.model_validate(posting(index, NOW))
    assert 60 <= len(clean_text(job.description).split()) <= 220
    assert "{" not in job.description
    assert job.company in job.description


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda candidate: candidate["candidate_id"])
def test_a_candidate_is_valid(candidate: dict[str, Any]) -> None:
    CandidateChanged.model_validate({**candidate, "tenant_id": "demo", "version": 1})
    assert candidate["status"] == "ready_for_assignment"
    assert any(skill["primary"] for skill in candidate["skills"])


def test_ids_are_unique() -> None:
    assert len({(job["source"], job["external_id"]) for job in POSTINGS}) == len(POSTINGS)
    assert len({job["url"] for job in POSTINGS}) == len(POSTINGS)
    assert len({candidate["candidate_id"] for candidate in CANDIDATES}) == len(CANDIDATES)


def test_no_contact_data_anywhere() -> None:
    for record in POSTINGS + CANDIDATES:
        for text in texts(record):
            assert "@" not in text
            assert mask_contacts(text) == text


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


def test_repeats_are_found_by_content_and_nothing_else_is() -> None:
    same: dict[tuple[str, ...], set[str]] = {}
    for job, content in zip(POSTINGS, hashes(0), strict=True):
        same.setdefault((job["title"], job["company"], job["location"]), set()).add(content)
    assert all(len(contents) == 1 for contents in same.values())
    assert len(set(hashes(0))) == len(same)
    assert 0.12 <= 1 - len(same) / len(POSTINGS) <= 0.18


def test_repeats_come_from_another_platform_and_some_in_another_format() -> None:
    formats = 0
    for group in repeats():
        assert len({job["source"] for job in group}) == len(group)
        formats += len({"<" in job["description"] for job in group}) == 2
    assert formats >= 10


def repeats() -> list[list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for job, content in zip(POSTINGS, hashes(0), strict=True):
        groups.setdefault(content, []).append(job)
    return [group for group in groups.values() if len(group) > 1]


def test_texts_are_varied() -> None:
    distinct = {content: sentences(job["description"]) for job, content in zip(POSTINGS, hashes(0), strict=True)}
    overlaps = [len(one & other) / min(len(one), len(other)) for one, other in combinations(distinct.values(), 2)]
    assert max(overlaps) <= 1 / 3
    assert sum(overlaps) / len(overlaps) < 0.03


def test_supply_meets_demand() -> None:
    jobs = [ids(job["skills"]) for job in POSTINGS]
    takers = [sum(len(job & skills) >= SHARED_SKILLS + 1 for skills in candidate_skills()) for job in jobs]
    assert sum(1 <= number <= 8 for number in takers) >= 0.9 * len(jobs)
    for skills in candidate_skills():
        assert any(len(job & skills) > SHARED_SKILLS for job in jobs)


def test_the_first_posting_suits_several_candidates() -> None:
    wanted = ids(POSTINGS[0]["skills"])
    assert sum(len(wanted & skills) >= 0.8 * len(wanted) for skills in candidate_skills()) >= 3


def test_the_sequence_is_repeatable() -> None:
    for index in (0, 7, 331, 5_000, 1_000_003):
        assert posting(index, NOW) == posting(index, NOW)


def test_the_first_round_is_the_file() -> None:
    for written, job in zip(POSTINGS, (posting(place, NOW) for place in range(len(POSTINGS))), strict=True):
        assert (job["company"], job["external_id"]) == (written["company"], written["external_id"])
        assert job["description"] == written["description"].replace("{company}", written["company"])


def test_every_round_brings_new_openings_and_the_same_repeats() -> None:
    openings = len(set(hashes(0)))
    rounds = [set(hashes(round_)) for round_ in (0, 1, 2, 9, 10, 100)]
    assert [len(contents) for contents in rounds] == [openings] * len(rounds)
    assert len(set().union(*rounds)) == openings * len(rounds)


def test_later_rounds_have_ids_of_their_own() -> None:
    keys = {(job["source"], job["external_id"]) for job in (posting(index, NOW) for index in range(3 * len(POSTINGS)))}
    assert len(keys) == 3 * len(POSTINGS)


def test_a_posting_is_dated_by_the_clock_it_is_given() -> None:
    for index in range(50):
        job = posting(index, NOW)
        assert job["scraped_at"] == NOW.isoformat()
        assert datetime.fromisoformat(job["posted_at"]) <= NOW
