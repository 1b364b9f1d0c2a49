"""What was learned of a tenant's people, over HTTP."""

from rematch_match.domain.learned.card import Card, Data
from rematch_match.domain.learned.training import Taught
from rematch_match.domain.terms import Terms
from tests.fakes.samples import NOW
from tests.fakes.shelf import Shelf
from tests.unit.match.api.cases import MANAGER, NEIGHBOUR, READER, WRITER, served

DATA = Data(digest="0123abcd", pairs=900, people=60, reactions=90, since=0, until=9, cut=7)


async def test_a_tenant_reads_what_was_learned_of_its_own_people_and_whether_it_scores() -> None:
    shelf, at = Shelf(), NOW.isoformat().replace("+00:00", "Z")
    await shelf.models.keep("demo", Taught(Card(data=DATA, refused=None)), NOW, None)
    await shelf.models.keep("demo", Taught(Card(data=DATA, refused="no better")), NOW, 1)
    async with served(shelf, Terms(profile="learned")) as api:
        told = await api.get("/v1/learned", MANAGER)
        other = await api.get("/v1/learned", NEIGHBOUR)
    assert (told["tenant_id"], told["profile"], told["in_force"], told["used"]) == ("demo", "learned", 1, False)
    assert told["switches"] == [{"model": 1, "why": "promoted", "at": at}]
    assert [(one["model"], one["refused"], one["data"]["digest"]) for one in told["models"]] == [
        (2, "no better", "0123abcd"),
        (1, None, "0123abcd"),
    ]
    assert (other["tenant_id"], other["in_force"], other["models"], other["switches"]) == ("second", None, [], [])


async def test_only_its_administrators() -> None:
    async with served() as api:
        for key in (READER, WRITER):
            await api.refused("/v1/learned", 403, key)
