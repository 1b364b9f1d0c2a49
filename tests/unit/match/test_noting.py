"""What people are shown is noted without standing in anybody's way."""

from collections.abc import Sequence

import pytest

from rematch_common.errors import DependencyAway
from rematch_match.domain.quality.showing import Showing
from rematch_match.handlers.noting import SIZE, NoteShown
from tests.fakes.history import FakeHistory
from tests.fakes.ledger import Books
from tests.fakes.samples import NOW, job_id

WHO = ("demo", "c-1")


class Failing(FakeHistory):
    """Raises what it is told to, once; counts what was written at once."""

    def __init__(self, books: Books, *errors: Exception) -> None:
        super().__init__(books)
        self._errors = list(errors)
        self.batches: list[int] = []

    async def note(self, shown: Sequence[Showing]) -> None:
        if self._errors:
            raise self._errors.pop(0)
        self.batches.append(len(shown))
        await super().note(shown)


def shown(*numbers: int) -> list[Showing]:
    return [Showing((WHO, job_id(number)), 1, number + 1, "rematch", 3, NOW) for number in numbers]


@pytest.fixture
def books() -> Books:
    return Books(named={WHO})


async def test_it_is_written_later(books: Books) -> None:
    notes = NoteShown(FakeHistory(books))
    notes(shown(1, 2))
    assert books.shown == {}
    await notes.write()
    assert list(books.shown.values()) == shown(1, 2)


async def test_while_the_database_is_away_it_waits(books: Books) -> None:
    notes = NoteShown(Failing(books, DependencyAway("postgresql", "gone")))
    notes(shown(1))
    with pytest.raises(DependencyAway):
        await notes.write()
    notes(shown(2))
    await notes.write()
    assert list(books.shown.values()) == shown(1, 2)


async def test_a_bug_costs_what_it_is_about_and_nothing_else(books: Books) -> None:
    notes = NoteShown(Failing(books, ValueError("unforeseen")))
    notes(shown(1))
    await notes.write()
    notes(shown(2))
    await notes.write()
    assert list(books.shown.values()) == shown(2)


async def test_there_is_room_for_so_much(books: Books) -> None:
    notes = NoteShown(FakeHistory(books), most=3)
    notes(shown(1, 2))
    notes(shown(3, 4))
    notes(shown(5))
    await notes.write()
    assert list(books.shown.values()) == shown(1, 2, 3)
    notes(shown(6))
    await notes.write()
    assert len(books.shown) == 4, "and then there is room again"


async def test_a_transaction_is_of_so_many(books: Books) -> None:
    history = Failing(books)
    notes = NoteShown(history)
    notes(shown(*range(SIZE + 5)))
    await notes.write()
    assert history.batches == [SIZE, 5]


async def test_what_waits_at_the_end_is_written_unless_the_database_is_away(books: Books) -> None:
    notes = NoteShown(FakeHistory(books))
    await notes.start()
    notes(shown(1))
    await notes.stop()
    assert list(books.shown.values()) == shown(1)
    away = NoteShown(Failing(books, DependencyAway("postgresql", "gone")))
    away(shown(2))
    await away.stop()
    assert list(books.shown.values()) == shown(1)
