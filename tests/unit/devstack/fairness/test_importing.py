"""Only of those whom match knows is anything kept, also where somebody is erased in the middle."""

from collections.abc import Mapping

from rematch_devstack.fairness.categories import Attributes, Key
from rematch_devstack.fairness.importing import Imported, take_in
from tests.fakes.attributes import FakeKept
from tests.fakes.samples import NOW

JANE, JOHN, KIM, LEE = (("acme", name) for name in ("jane", "john", "kim", "lee"))
FEMALE, MALE = Attributes("female", "asian"), Attributes("male", None)


class Match:
    """Whom match knows, each time that it is asked."""

    def __init__(self, *answers: set[Key]) -> None:
        self.answers = list(answers)

    async def known(self) -> frozenset[Key]:
        return frozenset(self.answers.pop(0))


async def imported(kept: FakeKept, told: Mapping[Key, Attributes], match: Match) -> Imported:
    return await take_in(told, "survey", kept, match.known, lambda: NOW)


async def test_of_whom_match_does_not_know_nothing_is_kept() -> None:
    kept, match = FakeKept(), Match({JANE}, {JANE})
    assert await imported(kept, {JANE: FEMALE, JOHN: MALE}, match) == Imported(1, 0, 1)
    assert kept.told == {JANE: FEMALE}
    assert kept.sources == {JANE: ("survey", NOW)}


async def test_who_is_erased_while_it_is_written_is_taken_out_again() -> None:
    """match came before the row was there, and found nothing to forget."""
    kept, match = FakeKept(), Match({JANE, JOHN}, {JOHN})
    assert await imported(kept, {JANE: FEMALE, JOHN: MALE}, match) == Imported(1, 0, 1)
    assert kept.told == {JOHN: MALE}


async def test_who_says_neither_any_more_takes_back_what_they_said() -> None:
    kept = FakeKept()
    await imported(kept, {JANE: FEMALE, JOHN: MALE, KIM: MALE}, Match({JANE, JOHN, KIM}, {JANE, JOHN, KIM}))
    told = {JANE: Attributes(), JOHN: Attributes(None, "white"), LEE: Attributes()}
    assert await imported(kept, told, Match({JANE, JOHN, KIM}, {JANE, JOHN, KIM})) == Imported(1, 1, 1)
    assert kept.told == {JOHN: Attributes(None, "white"), KIM: MALE}
