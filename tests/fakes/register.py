"""What match's API writes, in memory."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from rematch_common.contracts import MatchFeedback
from rematch_match.domain.applying import Application, closed, stages_before
from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.pairs import Occasion, PairKey
from rematch_match.ports.register import ByHand, Request, Sought
from tests.fakes.shelf import Shelf


class FakeReactions:
    """See rematch_match.ports.register.Reactions. What is told is `said` of the shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def say(self, feedback: MatchFeedback, occasion: Occasion) -> bool:
        known = knows(self._shelf, ((feedback.tenant_id, feedback.candidate_id), feedback.job_id))
        if known:
            self._shelf.say(feedback)
        return known


class FakeApplications:
    """See rematch_match.ports.register.Applications."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._all: dict[UUID, Application] = {}

    async def add(self, application: Application, feedback: MatchFeedback, occasion: Occasion) -> Application | None:
        if not knows(self._shelf, application.key):
            return None
        if application.application_id not in self._all:
            if not self._shelf.jobs[application.key[1]].alive:
                raise closed(application)
            self._all[application.application_id] = application
            self._shelf.say(feedback)
        return self._all[application.application_id]

    async def change(
        self, application: Application, feedback: MatchFeedback | None, occasion: Occasion
    ) -> Application | None:
        before = self._all.get(application.application_id)
        if before is None or before.changed_at > application.changed_at:
            return before
        if before.stage not in stages_before(application.stage):
            return before
        self._all[application.application_id] = application
        if feedback is not None:
            self._shelf.say(feedback)
        return application

    async def one(self, tenant: str, application_id: UUID) -> Application | None:
        found = self._all.get(application_id)
        return found if found and found.key[0][0] == tenant else None

    async def some(
        self, tenant: str, sought: Sought, most: int, after: tuple[datetime, UUID] | None
    ) -> Sequence[Application]:
        mine = [one for one in self._all.values() if one.key[0][0] == tenant and _is_sought(one, sought)]
        mine.sort(key=lambda one: (one.applied_at, one.application_id), reverse=True)
        return [one for one in mine if after is None or (one.applied_at, one.application_id) < after][:most]


class FakeRequests:
    """See rematch_match.ports.register.Requests."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._all: dict[tuple[str, UUID], Request] = {}

    async def for_one(self, key: CandidateKey, at: datetime) -> Request | None:
        person = self._shelf.people.get(key)
        if person is None or person.away_as == "erased":
            return None
        if person.away_as == "consent":
            raise ByHand
        return self._asked(key[0], int(person.alive), at)

    async def for_all(self, tenant: str, at: datetime) -> Request:
        return self._asked(tenant, sum(p.alive and key[0] == tenant for key, p in self._shelf.people.items()), at)

    async def progress(self, tenant: str, request_id: UUID) -> Request | None:
        return self._all.get((tenant, request_id))

    def _asked(self, tenant: str, total: int, at: datetime) -> Request:
        request = Request(uuid4(), "requested", at, total, 0, None if total else at)
        self._all[tenant, request.request_id] = request
        return request


def knows(shelf: Shelf, key: PairKey) -> bool:
    person = shelf.people.get(key[0])
    return person is not None and person.away_as != "erased" and key[1] in shelf.jobs


def _is_sought(one: Application, sought: Sought) -> bool:
    return (
        sought.candidate_id in (None, one.key[0][1])
        and sought.job_id in (None, one.key[1])
        and sought.stage in (None, one.stage)
    )
