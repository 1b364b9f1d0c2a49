"""Which text stands for an opening or a person, and when it is another."""

from rematch_common.contracts import CandidateChanged, CandidateSkill
from rematch_common.contracts.examples_jobs import PUBLISHED
from rematch_common.contracts.examples_matches import CHANGED
from rematch_embed.domain import LONGEST, candidate_text, job_text, text_hash

JOB = PUBLISHED[0]
PERSON = CHANGED[0]


def test_an_opening_is_its_title_its_skills_and_its_work_and_not_its_company() -> None:
    text = job_text(JOB)
    assert text.splitlines()[:2] == [JOB.title, "python, go, kafka, terraform"]
    assert JOB.description in text
    assert JOB.company not in text


def test_a_person_is_headline_wishes_skills_and_summary_with_the_primary_skill_first() -> None:
    skills = (CandidateSkill(name="SQL"), CandidateSkill(name="Python", years=7.5, primary=True))
    lines = candidate_text(PERSON.model_copy(update={"skills": skills})).splitlines()
    assert lines == [PERSON.headline, ", ".join(PERSON.titles), "Python (7.5 years), SQL", PERSON.summary]


def test_what_does_not_change_the_text_does_not_change_its_hash() -> None:
    moved = JOB.model_copy(update={"version": 9, "company": "Another", "salary": None, "ads": ()})
    assert text_hash(job_text(moved)) == text_hash(job_text(JOB))
    placed = PERSON.model_copy(update={"version": 9, "status": "placed", "location": "Kiel"})
    assert text_hash(candidate_text(placed)) == text_hash(candidate_text(PERSON))
    assert text_hash(job_text(JOB)) != text_hash(job_text(JOB.model_copy(update={"title": "Welder"})))


def test_a_text_is_no_longer_than_a_model_reads() -> None:
    endless = JOB.model_copy(update={"description": "x" * 20_000})
    assert len(job_text(endless)) == LONGEST


def test_a_person_of_whom_nothing_is_known_has_an_empty_text() -> None:
    unknown = CandidateChanged(tenant_id="demo", candidate_id="c-1", version=1, status="pending_review")
    assert candidate_text(unknown) == ""
