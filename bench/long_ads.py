"""Ads as boards show them: a job told in some ninety words, between what its firm says in each of its ads.

The same every time, each unlike all others; half of the firm's part comes before the job, half behind it.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bench.ads import ad, company_name
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import DEDUPED_JOBS, JobPublished
from rematch_common.records import Outgoing
from rematch_dedup.domain.decision import opening_id
from rematch_jobtext import find_skills

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_ABOUT = (
    "About us\n{company} was founded in {year} and has grown from a workshop with four people into a "
    "group with sites in nine countries. We are proud of our culture: we listen, we learn, and we "
    "celebrate what we achieve together. Our mission is to make everyday life easier for millions of "
    "customers, and our values guide every decision.",
    "Who we are\nFor more than {count} years {company} has been a leading provider in its market. Our "
    "story is one of curiosity and care. We invest in our people, give back to the communities in which "
    "we work, and were named among the best employers of the region for the third time in a row.",
)
_BENEFITS = (
    "What we offer\n- {days} days of paid annual leave and your birthday off\n- Health, dental and "
    "vision insurance from day one\n- A company pension with matching contributions\n- A free travel "
    "pass, free fruit and coffee\n- Up to {amount} a year for training of your choice\n- Parental leave, "
    "a bike scheme and discounts at over 300 shops",
    "Benefits\n- Competitive salary with a yearly review and a discretionary bonus\n- 401(k) with a 5% "
    "match\n- Paid time off that grows with your years at the company, and {days} sick days\n- Life "
    "insurance, an employee assistance programme and a wellness allowance of {amount}\n- Referral bonus "
    "and regular team events",
)
_EQUAL = (
    "{company} is an equal opportunity employer. All qualified applicants will receive consideration for "
    "employment without regard to race, color, religion, sex, sexual orientation, gender identity, "
    "national origin, disability or veteran status. If you need a reasonable accommodation at any point "
    "of the application process, let us know. A background check and proof of eligibility to work are "
    "required before a start date is agreed.",
    "We celebrate diversity and are committed to an inclusive environment for all employees. Reasonable "
    "accommodations are made for applicants with disabilities. We process your data in line with our "
    "privacy policy; applications are kept for six months. Please apply online, we do not accept "
    "applications by post. Agencies: no calls, please.",
)


@dataclass(frozen=True, slots=True)
class LongAd:
    """What it says in all, and an opening as dedup would publish it."""

    job: JobPublished

    @property
    def uncut(self) -> str:
        return f"{self.job.title}\n{self.job.description}"

    def record(self) -> Outgoing:
        return encode(DEDUPED_JOBS, self.job.key, self.job, Stamp("rematch/bench", _NOW))


def long_ads(count: int, seed: str) -> list[LongAd]:
    chance = random.Random(seed)
    return [_long(chance, chance.randrange(10_000_000)) for _ in range(count)]


def _long(chance: random.Random, number: int) -> LongAd:
    firm = number // 10
    short, name = ad(number, firm, _NOW), company_name(firm)
    told = {
        "company": name,
        "year": 1900 + firm % 120,
        "count": 20 + firm % 60,
        "days": 22 + firm % 10,
        "amount": "$900",
    }

    def firms(patterns: Sequence[str]) -> str:
        return patterns[firm % len(patterns)].format_map(told)

    duties = short.paragraphs[1].split(". ")[:4]
    parts = [
        firms(_ABOUT),
        "Your tasks\n" + "\n".join(f"- {duty.rstrip('.')}" for duty in duties),
        "What you bring\n" + "\n".join(f"- {need}" for need in short.needs),
        firms(_BENEFITS),
        firms(_EQUAL),
    ]
    text = "\n\n".join(parts)
    fields: dict[str, Any] = {"title": short.title, "company": name, "description": text}
    skills = [{"id": skill.id, "importance": "required"} for skill in find_skills(f"{short.title}\n{text}")]
    job = JobPublished.model_validate(
        {**fields, "skills": skills, "job_id": opening_id((f"bench-{chance.random()}", str(number))), "version": 1}
        | {"content_hash": f"{number:032x}", "first_seen": _NOW}
    )
    return LongAd(job)
