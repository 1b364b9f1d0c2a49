"""People for the postings of the demo stream: as many as wished, each fitting some of them, the same every time."""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import CANDIDATE_PROFILES, CandidateChanged
from rematch_common.records import Outgoing
from rematch_devstack.demo.stream import load_postings

TENANT = "bench"
# Which part of a posting's skills its person brings: few bring all, as in life. Gives about five matches a posting.
_KEPT = (1.0, 0.75, 0.5, 0.4, 0.25, 0.25, 0.0, 0.0)
_STRANGE = 2


def people(count: int, now: datetime, seed: int = 7) -> list[Outgoing]:
    """Records for candidate-profiles."""
    chance = random.Random(seed)
    postings = load_postings()
    stamp = Stamp("rematch/bench", now)
    made = [_person(number, postings[number % len(postings)], postings, chance) for number in range(count)]
    return [encode(CANDIDATE_PROFILES, person.key, person, stamp) for person in made]


def _person(
    number: int, posting: dict[str, Any], postings: Sequence[dict[str, Any]], chance: random.Random
) -> CandidateChanged:
    asked = list(posting.get("skills", ()))
    kept = chance.sample(asked, round(len(asked) * chance.choice(_KEPT)))
    other = [skill for skill in chance.choice(postings).get("skills", ()) if skill not in kept]
    years = chance.randint(1, 15)
    return CandidateChanged.model_validate(
        {
            "tenant_id": TENANT,
            "candidate_id": f"c-{number}",
            "version": 1,
            "status": "ready_for_assignment",
            "headline": f"{posting['title']}, {years} years in {posting['industry']}",
            "summary": f"Worked as {posting['title']} and beside that with {', '.join(other) or 'nothing else'}.",
            "titles": [posting["title"]],
            "skills": kept + other[:_STRANGE],
            "experience_years": years,
            "location": posting.get("location"),
        }
    )
