"""An opening and somebody who answers a part of what it asks for."""

from typing import Any

from rematch_match.domain.asks import Asks, Brings
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.tailoring.briefs import Brief
from rematch_match.domain.tailoring.making import brief_of
from rematch_match.domain.titles import read_headline, read_title
from tests.fakes.samples import job, person

RARITY = Rarity(1, {"python": 0.2, "sql": 0.1, "kafka": 0.9})
TITLE = "Senior Data Engineer (Python)"
TEXT = "We move freight.\nYou have 5+ years of experience in data engineering. Kafka is a must; German C1 too."
ASKS: dict[str, Any] = {
    "title": TITLE,
    "title_core": "data engineer",
    "occupation": "data-engineer",
    "years_min": 5.0,
    "evidence": {
        "python": TITLE,
        "kafka": "Kafka is a must; call Jane Roe on +49 170 1234567.",
        "sql": "You write SQL.",
        "german-c1": "German C1 too.",
    },
}
REQUIRED = frozenset({"python", "sql", "kafka", "postgresql", "german-c1", "cissp"})


def opening(**asks: Any) -> JobFacts:
    return job(required=REQUIRED, preferred=frozenset({"go"}), asks=Asks(**(ASKS | asks)), text=TEXT)


def somebody(**brings: Any) -> CandidateFacts:
    told: dict[str, Any] = {
        "headline": read_headline("Data Engineer"),
        "titles": (read_title("Chef"),),
        "years": 6.0,
        "skill_years": {"django": 3.0, "kafka": 1.0},
        "primary": ("kafka",),
    }
    skills = frozenset({"django", "kafka", "mysql", "sql", "german-c1", "cooking"})
    return person(skills=skills, brings=Brings(**(told | brings)))


def brief(job: JobFacts | None = None, person: CandidateFacts | None = None) -> Brief:
    return brief_of(job or opening(), person or somebody(), RARITY)
