"""Which text stands for an opening or a person, and when it is another."""

from hypothesis import given
from hypothesis import strategies as st

from bench.ads import ad
from rematch_common.clock import utc_now
from rematch_common.contracts import CandidateChanged, CandidateSkill, SkillRequirement
from rematch_common.contracts.examples_jobs import PUBLISHED
from rematch_common.contracts.examples_matches import CHANGED
from rematch_embed.domain.texts import LONGEST, candidate_text, job_text, text_hash

JOB = PUBLISHED[0]
PERSON = CHANGED[0]


def test_an_opening_is_its_title_its_skills_and_its_work_and_not_its_company() -> None:
    text = job_text(JOB)
    assert text.splitlines()[:2] == [JOB.title, "python, go, kafka, terraform"]
    assert JOB.company not in text


def test_what_is_required_stands_before_what_is_wished_for() -> None:
    skills = (SkillRequirement(id="french", importance="preferred"), SkillRequirement(id="deck-ovens"))
    assert job_text(JOB.model_copy(update={"skills": skills})).splitlines()[1] == "deck ovens, french"


def test_what_every_ad_of_a_firm_says_is_left_out() -> None:
    work = "Responsibilities\n- Bake for 40 shops every night\n\nRequirements\n- Three years at deck ovens"
    firm = "\n\nBenefits\n- Free bread\n\nWe are an equal opportunity employer."
    bare, full = (
        JOB.model_copy(update={"description": text}) for text in (work, f"About us\nWe bake.\n\n{work}{firm}")
    )
    assert job_text(bare) == job_text(full)
    assert text_hash(job_text(bare)) == text_hash(job_text(full))


def test_where_there_is_much_of_both_half_is_of_what_is_asked_for() -> None:
    duties = "\n".join(f"- Duty number {number} of this long list" for number in range(99))
    needs = "\n".join(f"- Need number {number} of that long list" for number in range(99))
    text = job_text(JOB.model_copy(update={"description": f"Duties\n{duties}\n\nRequirements\n{needs}"}))
    assert 5 <= text.count("Duty number") <= text.count("Need number") + 1 <= 9


def test_a_realistic_ad_comes_to_about_120_tokens() -> None:
    texts = [job_text(JOB.model_copy(update={"description": ad(n, n, utc_now()).plain})) for n in range(50)]
    # 4.5 characters a token: bench/cutting counts them.
    assert 80 < sum(map(len, texts)) / len(texts) / 4.5 < 150


def test_a_person_is_headline_wishes_skills_and_summary_with_the_primary_skill_first() -> None:
    skills = (
        CandidateSkill(name="SQL"),
        CandidateSkill(name="Java", years=2),
        CandidateSkill(name="Go", years=4),
        CandidateSkill(name="Python", years=7.5, primary=True),
    )
    lines = candidate_text(PERSON.model_copy(update={"skills": skills})).splitlines()
    listed = "Python (7.5 years), Go (4 years), Java (2 years), SQL"
    assert lines == [PERSON.headline, ", ".join(PERSON.titles), listed, PERSON.summary]


def test_what_does_not_change_the_text_does_not_change_its_hash() -> None:
    moved = JOB.model_copy(update={"version": 9, "company": "Another", "salary": None, "ads": ()})
    assert text_hash(job_text(moved)) == text_hash(job_text(JOB))
    placed = PERSON.model_copy(update={"version": 9, "status": "placed", "location": "Kiel"})
    assert text_hash(candidate_text(placed)) == text_hash(candidate_text(PERSON))
    assert text_hash(job_text(JOB)) != text_hash(job_text(JOB.model_copy(update={"title": "Welder"})))


@given(st.text(max_size=600), st.text(min_size=1, max_size=500), st.integers(1, 40))
def test_every_text_is_short_and_no_opening_has_an_empty_one(said: str, title: str, times: int) -> None:
    job = JOB.model_copy(update={"description": said * times, "title": title})
    assert 0 < len(job_text(job)) <= LONGEST
    skills = tuple(CandidateSkill(name=f"{title[:150]} {number}") for number in range(times))
    person = PERSON.model_copy(update={"summary": said * times, "skills": skills, "titles": (title,) * times})
    assert 0 < len(candidate_text(person)) <= LONGEST


def test_a_person_of_whom_nothing_is_known_has_an_empty_text() -> None:
    unknown = CandidateChanged(tenant_id="demo", candidate_id="c-1", version=1, status="pending_review")
    assert candidate_text(unknown) == ""
