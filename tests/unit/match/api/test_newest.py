"""The matches of all of a tenant's people over HTTP: the newest, how the scores lie, what one rested on."""

from rematch_common.contracts import match_id_of
from rematch_match.ports.audits import Noted
from tests.fakes.samples import NOW, job_id, person
from tests.fakes.shelf import Shelf
from tests.unit.match.api.cases import DAY, NEIGHBOUR, READER, STRANGER, matched, opening, scored, served

PEOPLE = [person(name) for name in ("jane", "john", "joan")]


def shelf_of(*scores: float) -> Shelf:
    """One match each, the first told last."""
    shelf = Shelf()
    for number, value in enumerate(scores, 1):
        who = PEOPLE[number % 3]
        matched(shelf, who, opening(number), fixed=scored(value), score=value, told_at=NOW - number * DAY)
    return shelf


async def test_what_was_told_last_comes_first_page_by_page() -> None:
    async with served(shelf_of(61.0, 93.5, 72.0, 55.0, 80.0)) as api:
        first = await api.get("/v1/matches", limit=2)
        second = await api.get("/v1/matches", limit=2, cursor=first["next"])
        last = await api.get("/v1/matches", limit=2, cursor=second["next"])
        assert [len(page["matches"]) for page in (first, second, last)] == [2, 2, 1]
        found = [match["job_id"] for page in (first, second, last) for match in page["matches"]]
        assert found == [str(job_id(number)) for number in range(1, 6)]
        assert last["next"] is None
        assert first["matches"][0]["candidate_id"] == "john"
        assert (await api.refused("/v1/matches", 422, READER, cursor="x"))["field"] == "cursor"


async def test_scores_are_counted_by_tens() -> None:
    async with served(shelf_of(61.0, 69.9, 100.0, 95.0)) as api:
        told = await api.get("/v1/matches/scores")
    assert told["total"] == 4
    assert [one["matches"] for one in told["scores"]] == [0, 0, 0, 0, 0, 0, 2, 0, 0, 2]
    assert told["scores"][6] == {"least": 60, "below": 70, "matches": 2}


async def test_nobody_sees_those_of_others() -> None:
    shelf = shelf_of(61.0)
    match = match_id_of("demo", "john", job_id(1))
    async with served(shelf) as api:
        assert (await api.get("/v1/matches", NEIGHBOUR))["matches"] == []
        assert (await api.get("/v1/matches/scores", NEIGHBOUR))["total"] == 0
        await api.refused(f"/v1/matches/{match}/audit", 404, NEIGHBOUR)
        await api.refused("/v1/matches", 403, STRANGER)


async def test_the_audit_of_a_match_is_told_newest_first() -> None:
    shelf = shelf_of(61.0)
    key = (("demo", "john"), job_id(1))
    inputs = {"profile": "none", "profile_version": 0}
    shelf.noted[key] = [
        Noted(version, NOW, trigger, {"job": version}, inputs, [], 61.0)
        for version, trigger in ((1, "new_job"), (2, "job_changed"))
    ]
    async with served(shelf) as api:
        told = await api.get(f"/v1/matches/{match_id_of('demo', 'john', job_id(1))}/audit")
    assert [(one["version"], one["trigger"], one["score"]) for one in told["told"]] == [
        (2, "job_changed", 61.0),
        (1, "new_job", 61.0),
    ]
