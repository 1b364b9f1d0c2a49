"""What ingest would say of a posting or a CV, were it sent. Nothing is stored or published."""

import asyncio
from datetime import datetime
from typing import Any

from rematch_common.contracts import RawJob
from rematch_ingest.domain.cvs import Draft, Text, draft_of
from rematch_ingest.domain.postings import read_posting
from rematch_ingest.domain.reading import Refused


def foresee_posting(item: Any) -> RawJob | Refused:
    """The record that it would become, or why it would not be accepted."""
    return read_posting(item, "preview")


async def foresee_cv(text: str, now: datetime) -> Draft:
    """What would be read of a CV in plain text, with the line of each value."""
    return await asyncio.to_thread(draft_of, Text("txt", text), None, now)
