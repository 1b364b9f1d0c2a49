"""Take in candidates: store what can be read, and say of each item what becomes of it."""

import asyncio
from collections.abc import Sequence
from typing import Any

from rematch_common.clock import Now
from rematch_common.contracts import CandidateChanged
from rematch_common.keys import Principal
from rematch_ingest.domain.candidates import read_candidate
from rematch_ingest.domain.reading import Refused
from rematch_ingest.handlers.answers import Answer, count
from rematch_ingest.ports.candidates import Candidates


async def take_candidates(items: Sequence[Any], who: Principal, candidates: Candidates, now: Now) -> list[Answer]:
    read = await asyncio.to_thread(lambda: [read_candidate(item, who.tenant_id) for item in items])
    saved = iter(await candidates.save([c for c in read if isinstance(c, CandidateChanged)], now()))
    answers = []
    for item, candidate in zip(items, read, strict=True):
        if isinstance(candidate, Refused):
            given = item.get("candidate_id") if isinstance(item, dict) else None
            answers.append(Answer.of(str(given or ""), candidate))
        else:
            answers.append(Answer(candidate.candidate_id, accepted=True, version=next(saved).version))
    count("candidate", answers)
    return answers
