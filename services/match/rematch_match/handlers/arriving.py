"""What a batch of records says: the newest word about each opening and each person."""

import re
from collections.abc import Iterator, Sequence
from uuid import UUID

from rematch_common.consume import Received
from rematch_common.contracts import EMBEDDED_JOBS, CandidateEmbedded, JobClosed, JobEmbedded, base_topic
from rematch_common.erasing import FOR_GOOD, erasure_of
from rematch_common.errors import InvalidRecord
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.reading import candidate_facts, job_facts
from rematch_match.ports import Arrivals, Ending

_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def _job_id(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise InvalidRecord("bad_key", "the key of a tombstone must be a job_id, a UUID", field="key") from None


def _person(key: str) -> CandidateKey:
    tenant_id, _, candidate_id = key.partition("/")
    if not (_ID.fullmatch(tenant_id) and _ID.fullmatch(candidate_id)):
        raise InvalidRecord("bad_key", "the key of a tombstone must be tenant_id/candidate_id", field="key")
    return tenant_id, candidate_id


def arrivals(batch: Sequence[Received], model: str) -> Arrivals:
    """Only the newest word about each key: within a batch, what came before it has already been overtaken."""
    jobs: dict[UUID, JobFacts] = {}
    people: dict[CandidateKey, CandidateFacts] = {}
    endings: dict[CandidateKey, Ending] = {}
    for received in batch:
        facts = _facts(received, model)
        if isinstance(facts, JobFacts):
            if facts.version >= jobs.get(facts.job_id, facts).version:
                jobs[facts.job_id] = facts
        elif facts.version >= people.get(facts.key, facts).version:
            people[facts.key] = facts
            if erasure := erasure_of(received.record):
                endings[facts.key] = Ending(erasure)
    return Arrivals(list(jobs.values()), list(people.values()), endings)


def lives(batch: Sequence[Received]) -> Iterator[Sequence[Received]]:
    """The batch, cut where somebody comes anew under a key that was forgotten before in it: taken at once, nothing of
    the person who is gone would be forgotten."""
    gone: set[str] = set()
    begun = 0
    for place, received in enumerate(batch):
        if received.event is None:
            gone.add(received.key)
        elif received.key in gone:
            yield batch[begun:place]
            begun, gone = place, set()
    yield batch[begun:]


def check_key(received: Received) -> None:
    """Raises InvalidRecord for a record under another key than its event's: nothing could overtake or end it."""
    if received.event is not None and received.key != received.event.key:
        raise InvalidRecord("bad_key", "the key is not that of the event", field="key")


def _facts(received: Received, model: str) -> JobFacts | CandidateFacts:
    check_key(received)
    event = received.event
    if isinstance(event, JobEmbedded):
        return job_facts(event, model)
    if isinstance(event, JobClosed):
        return JobFacts(event.job_id, event.version, alive=False, merged_into=event.merged_into)
    if isinstance(event, CandidateEmbedded):
        return candidate_facts(event, model)
    version = received.record.version or FOR_GOOD
    # Also of embedded-jobs.X, where X is a model that is being introduced.
    if base_topic(received.record.topic).partition(".")[0] == EMBEDDED_JOBS.name:
        return JobFacts(_job_id(received.key), version, alive=False)
    return CandidateFacts(_person(received.key), version, alive=False, away_as="erased")
