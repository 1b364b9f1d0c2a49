"""The handler of match over fakes."""

from rematch_match.domain.terms import Terms
from rematch_match.handlers.looking import Known, Look
from rematch_match.handlers.match import Match
from rematch_match.handlers.retrieving import Bounds, Retrieve, Sources
from rematch_match.ports import VectorIndex
from rematch_match.ports.circumstances import Circumstances
from tests.fakes.circumstances import FakePrevailing
from tests.fakes.directory import FakeDirectory
from tests.fakes.samples import NOW
from tests.fakes.store import FakeStore


def match_over(
    store: FakeStore,
    index: VectorIndex,
    least: float = 50.0,
    model: str = "",
    prevailing: FakePrevailing | None = None,
) -> Match:
    """It finds at most ten, of every tenant and in all."""
    directory = FakeDirectory(store)
    retrieve = Retrieve(Sources(directory, index, directory), Bounds(10, 10, 10))
    prevailing = prevailing or FakePrevailing(Circumstances(otherwise=Terms(least=least)))
    return Match(store, index, Look(retrieve, store, Known(directory, directory), prevailing), lambda: NOW, model)
