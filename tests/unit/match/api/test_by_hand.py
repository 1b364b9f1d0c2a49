"""Who has asked to be matched by hand is scored by no route, and each says so; what people have to be told."""

from dataclasses import replace

from rematch_match.domain.notice import BY_HAND, HOW
from tests.fakes.samples import job_id, person
from tests.fakes.shelf import Shelf
from tests.unit.match.api.cases import WRITER, matched, opening, refusal, served

JANE = person("jane")
AWAY = replace(JANE, alive=False, away_as="consent")


def shelf_of() -> Shelf:
    shelf = Shelf()
    shelf.put(AWAY, opening(1))
    return shelf


async def test_their_list_is_empty_and_says_why() -> None:
    async with served(shelf_of()) as api:
        found = await api.get("/v1/candidates/jane/matches")
        assert (found["matches"], found["total"], found["note"]) == ([], 0, BY_HAND)
        assert (await api.get("/v1/matched-jobs", candidate="jane"))["note"] == BY_HAND
    shelf = Shelf()
    matched(shelf, JANE, opening(1))
    async with served(shelf) as api:
        assert "note" not in await api.get("/v1/candidates/jane/matches")


async def test_nobody_can_have_them_matched_all_the_same() -> None:
    async with served(shelf_of()) as api:
        answer = await api.send("POST", "/v1/candidates/jane/generate")
        assert refusal(answer, 409)["detail"] == BY_HAND
        assert (await api.send("POST", "/v1/matches/generate")).json()["total"] == 0


async def test_why_not_scores_nothing() -> None:
    async with served(shelf_of()) as api:
        found = await api.get("/v1/why-not", candidate="jane", job=str(job_id(1)))
    assert (found["kept_apart_by"], found["reason"], found["text"]) == ("person", "consent", BY_HAND)
    assert (found["score"], found["score_by_factors"], found["verdict"], found["factors"]) == (None, None, None, [])


async def test_what_to_bring_out_is_told_by_rules_and_says_so_where_no_model_is_too() -> None:
    async with served(shelf_of()) as api:
        pair = {"candidate_id": "jane", "job_id": str(job_id(1))}
        answer = await api.send("POST", "/v1/tailor", pair)
    assert answer.json()["by"]["unasked"] == "consent"


async def test_the_notice_is_told_to_whoever_may_read_matches() -> None:
    async with served(shelf_of()) as api:
        found = await api.get("/v1/notice", WRITER)
    assert (found["profile"], found["by_hand"]) == ("rematch/3", HOW)
    assert found["looks_at"][0]["factor"] == "skills"
    assert "matched by hand" in found["summary"]
