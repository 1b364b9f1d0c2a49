"""A settlement asks nothing about verdicts for tenants that have none."""

from collections.abc import Sequence

import pytest

from rematch_match.domain.pairs import PairKey, Scored
from rematch_match.domain.terms import Terms, VerdictTerms
from rematch_match.domain.verdicts.given import Given
from rematch_match.handlers.settling import Settlement
from tests.fakes.ledger import Books, FakeLedger
from tests.fakes.occasions import occasion
from tests.fakes.samples import job, job_id, person

ON = Terms(verdicts=VerdictTerms(on=True, possible=True))


class WatchedLedger(FakeLedger):
    """`asked`: of which pairs somebody wanted the verdicts."""

    def __init__(self, books: Books) -> None:
        super().__init__(books)
        self.asked: list[PairKey] = []

    async def given(self, keys: Sequence[PairKey]) -> dict[PairKey, list[Given]]:
        self.asked += keys
        return await super().given(keys)


@pytest.mark.parametrize(("demo", "second"), [(ON, Terms()), (Terms(), Terms())])
async def test_only_the_pairs_of_those_that_want_verdicts_are_asked_for(demo: Terms, second: Terms) -> None:
    people = [person("c-1"), person("c-2", "second")]
    books = Books({job_id(1): job()}, {one.key: one for one in people})
    ledger = WatchedLedger(books)
    keys = [(one.key, job_id(1)) for one in people]
    settlement = Settlement(ledger, occasion(terms={"demo": demo, "second": second}))
    await settlement.lock(keys)
    assert len(await settlement.settle(map(Scored.unseen, keys))) == 2
    assert ledger.asked == [key for key in keys if key[0][0] == "demo" and demo.verdicts.on]
