"""The three ways a record can fail; the exception decides where the record goes.

InvalidRecord   -> the record is wrong: dead-letter queue, at once
DependencyAway  -> something it needs is away: retried in place, never in the dead-letter queue
anything else   -> a bug: the record is tried alone, then dead-letter queue with the traceback
"""

from collections.abc import Sequence


class InvalidRecord(Exception):
    """The record can never be handled. `reason` is a stable slug; the message names the field and what to do."""

    def __init__(self, reason: str, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.field = field


class DependencyAway(Exception):
    """Kafka, PostgreSQL, Qdrant or a model's server does not answer now, and may later."""

    def __init__(self, dependency: str, cause: BaseException | str) -> None:
        super().__init__(f"{dependency} is away: {cause}")
        self.dependency = dependency


class PoisonFlood(Exception):
    """Too many records of one partition failed in a row: whatever is wrong, it is not the records."""

    remedy = (
        "look at the dead-letter queue and at the producer; then restart the service, "
        "with REMATCH_POISON_LIMIT=0 to send them all to the dead-letter queue"
    )


class Unusable(Exception):
    """The service can't run as it is set up, and waiting won't mend it. One sentence that says what to do."""


class Unreadable(Exception):
    """Sealed by a key that this deployment doesn't have, or not what was sealed: nothing that a retry mends. `people`:
    the ids of all whom a request is about and who can't be read, where it is known."""

    def __init__(self, why: str, people: Sequence[str] = ()) -> None:
        super().__init__(why)
        self.people = tuple(people)
