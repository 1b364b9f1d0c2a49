"""Whoever a tenant has had nothing to do with for too long is erased, a few at a time."""

from datetime import timedelta

from rematch_common.contracts.examples_matches import CHANGED
from rematch_ingest.domain.people import Change, Private, Written
from rematch_ingest.handlers.retention import AT_ONCE, Retention
from tests.fakes.people import FakeCandidates, FakeChoices
from tests.fakes.samples import NOW

DAY = timedelta(days=1)


class Erasing:
    """See rematch_ingest.ports.erase.Erase."""

    def __init__(self, store: FakeCandidates) -> None:
        self._store = store
        self.gone: list[tuple[str, str]] = []

    async def __call__(self, tenant_id: str, candidate_id: str) -> None:
        self._store.touched.pop((tenant_id, candidate_id))
        self.gone.append((tenant_id, candidate_id))


async def keep(store: FakeCandidates, tenant: str, names: list[str], days: int) -> None:
    for name in names:
        facts = CHANGED[0].model_copy(update={"tenant_id": tenant, "candidate_id": name})
        await store.change(tenant, [Change(name, lambda _, facts=facts: Written(facts, Private()))], NOW - days * DAY)  # type: ignore[misc]


async def test_each_tenant_keeps_people_as_long_as_it_says() -> None:
    store = FakeCandidates()
    for tenant in ("month", "year", "always"):
        await keep(store, tenant, ["old"], 40)
        await keep(store, tenant, ["young"], 10)
    erasing = Erasing(store)
    await Retention(FakeChoices(retention={"month": 30, "year": 365}), store, erasing, lambda: NOW)()
    assert erasing.gone == [("month", "old")]


async def test_many_are_erased_in_several_rounds() -> None:
    store = FakeCandidates()
    await keep(store, "month", [f"c-{number:03}" for number in range(AT_ONCE + 10)], 31)
    erasing = Erasing(store)
    retention = Retention(FakeChoices(retention={"month": 30}), store, erasing, lambda: NOW)
    rounds = []
    for _ in range(3):
        before = len(erasing.gone)
        await retention()
        rounds.append(len(erasing.gone) - before)
    assert rounds == [AT_ONCE, 10, 0]
    assert len(set(erasing.gone)) == AT_ONCE + 10
