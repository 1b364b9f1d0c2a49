"""What is said of each item of a request."""

from collections.abc import Sequence
from dataclasses import dataclass

from rematch_common import metrics
from rematch_ingest.domain.reading import Refused

SOURCE = "rematch/ingest"


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of one item of a request."""

    id: str
    accepted: bool
    reason: str | None = None
    field: str | None = None
    version: int | None = None

    @classmethod
    def of(cls, item_id: str, read: object) -> "Answer":
        if isinstance(read, Refused):
            return cls(item_id, accepted=False, reason=read.reason, field=read.field)
        return cls(item_id, accepted=True)


def count(kind: str, answers: Sequence[Answer]) -> None:
    accepted = sum(answer.accepted for answer in answers)
    metrics.HTTP_RECORDS.labels(kind, "accepted").inc(accepted)
    metrics.HTTP_RECORDS.labels(kind, "refused").inc(len(answers) - accepted)
