"""Feedback, applications and requests over HTTP."""

from typing import Any

import pytest

from tests.fakes.samples import NOW, gone, job_id, person
from tests.fakes.shelf import Shelf
from tests.unit.match.api.cases import NEIGHBOUR, READER, as_, matched, opening, refusal, served

JANE = person("jane")
PAIR = {"candidate_id": "jane", "job_id": str(job_id(1))}


def shelf_of(count: int = 1) -> Shelf:
    shelf = Shelf()
    for number in range(1, count + 1):
        matched(shelf, JANE, opening(number))
    return shelf


async def test_feedback_is_told_as_it_is_in_the_contract() -> None:
    async with served(shelf_of()) as api:
        body = {**PAIR, "action": "rated", "ratings": {"relevance": 5}, "actor": "candidate"}
        answer = await api.send("POST", "/v1/feedback", {**body, "tenant_id": "demo", "occurred_at": "2026-01-31"})
        assert answer.status_code == 202
        (said,) = api.shelf.said
        assert (said.action, said.actor, said.tenant_id) == ("rated", "candidate", "demo")
        assert said.ratings is not None and said.ratings.relevance == 5
        assert answer.json()["occurred_at"] == "2026-01-31T00:00:00Z"
        await api.send("POST", "/v1/feedback", {**PAIR, "action": "saved"})
        assert (api.shelf.said[1].occurred_at, api.shelf.said[1].actor) == (NOW, "recruiter")
        assert api.sent == ["all", "all"]
        (match,) = (await api.get("/v1/candidates/jane/matches"))["matches"]
        assert (match["saved"], match["status"]) == (True, "suggested")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"action": "adored"}, "action"),
        ({"action": "rated"}, "ratings"),
        ({"action": "rated", "ratings": {"relevance": 6}}, "ratings.relevance"),
        ({"action": "viewed", "tenant_id": "second"}, "tenant_id"),
        ({"action": "viewed", "job_id": "1"}, "job_id"),
        ({"action": "viewed", "candidate_id": "a/b"}, "candidate_id"),
        ({"action": "viewed", "occurred_at": 17}, "occurred_at"),
        ({"action": "viewed", "occurred_at": "2026-02-01T10:05:01Z"}, "occurred_at"),
        ({"action": "viewed", "occurred_at": "9999-12-31T23:59:59Z"}, "occurred_at"),
        ({"action": "viewed", "reason": "It is too far\x00"}, "reason"),
    ],
)
async def test_feedback_that_is_none(changes: dict[str, Any], field: str) -> None:
    async with served(shelf_of()) as api:
        answer = await api.send("POST", "/v1/feedback", {**PAIR, **changes})
        assert refusal(answer, 422)["field"] == field
        assert api.shelf.said == []


async def test_who_is_not_known_gives_none() -> None:
    async with served(shelf_of()) as api:
        for changes in ({"candidate_id": "nobody"}, {"job_id": str(job_id(7))}):
            refusal(await api.send("POST", "/v1/feedback", {**PAIR, "action": "viewed", **changes}), 404)
            refusal(await api.send("POST", "/v1/applications", {**PAIR, **changes}), 404)


async def test_an_application_goes_its_way() -> None:
    async with served(shelf_of()) as api:
        answer = await api.send("POST", "/v1/applications", {**PAIR, "applied_via": "referral"})
        assert answer.status_code == 201
        made = answer.json()
        assert (made["status"], made["applied_via"]) == ("applied", "referral")
        again = await api.send("POST", "/v1/applications", {**PAIR, "applied_via": "direct"})
        assert (again.status_code, again.json()) == (200, made)
        path = f"/v1/applications/{made['application_id']}"
        for status in ("screening", "interviewing", "offer", "accepted", "accepted"):
            moved = await api.send("PATCH", path, {"status": status})
            assert (moved.status_code, moved.json()["status"]) == (200, status)
        assert [said.action for said in api.shelf.said] == ["applied", "interviewed", "offered", "hired"]
        (match,) = (await api.get("/v1/candidates/jane/matches"))["matches"]
        assert (match["status"], match["outcome"]) == ("applied", "hired")
        assert (await api.get(path))["status"] == "accepted"
        refusal(await api.client.get(path, headers=as_(NEIGHBOUR)), 404)
        refusal(await api.send("PATCH", path, {"status": "offer"}, NEIGHBOUR), 404)


async def test_applications_are_listed_in_pages() -> None:
    async with served(shelf_of(3)) as api:
        for number in (1, 2, 3):
            await api.send("POST", "/v1/applications", {**PAIR, "job_id": str(job_id(number))})
        first = await api.get("/v1/applications", limit=2)
        rest = await api.get("/v1/applications", limit=2, cursor=first["next"])
        found = first["applications"] + rest["applications"]
        assert {one["job_id"] for one in found} == {str(job_id(number)) for number in (1, 2, 3)}
        assert rest["next"] is None
        of_one = await api.get("/v1/applications", READER, job=str(job_id(2)), candidate="jane", status="applied")
        assert [one["job_id"] for one in of_one["applications"]] == [str(job_id(2))]
        assert (await api.get("/v1/applications", NEIGHBOUR))["applications"] == []
        for query, field in (
            ({"cursor": "x"}, "cursor"),
            ({"status": "lost"}, "status"),
            ({"candidate": "a/"}, "candidate"),
        ):
            assert (await api.refused("/v1/applications", 422, READER, **query))["field"] == field


async def test_a_rejected_application_withdraws_the_match() -> None:
    async with served(shelf_of()) as api:
        made = (await api.send("POST", "/v1/applications", PAIR)).json()
        await api.send("PATCH", f"/v1/applications/{made['application_id']}", {"status": "rejected"})
        assert [said.action for said in api.shelf.said] == ["applied", "rejected"]
        assert (await api.get("/v1/candidates/jane/matches"))["matches"] == []


@pytest.mark.parametrize(
    ("way", "allowed"),
    [
        (["screening", "applied"], "interviewing, offer, accepted, rejected"),
        (["accepted", "offer"], "rejected"),
        (["rejected", "accepted"], "final"),
    ],
)
async def test_an_application_goes_forward_or_ends(way: list[str], allowed: str) -> None:
    async with served(shelf_of()) as api:
        made = (await api.send("POST", "/v1/applications", PAIR)).json()
        path = f"/v1/applications/{made['application_id']}"
        assert (await api.send("PATCH", path, {"status": way[0]})).status_code == 200
        told = len(api.shelf.said)
        assert allowed in refusal(await api.send("PATCH", path, {"status": way[1]}), 409)["detail"]
        assert (await api.get(path))["status"] == way[0]
        assert len(api.shelf.said) == told


async def test_nobody_applies_to_what_is_closed_and_who_had_applied_has_applied() -> None:
    shelf = shelf_of(2)
    async with served(shelf) as api:
        made = (await api.send("POST", "/v1/applications", PAIR)).json()
        shelf.put(gone(1), gone(2))
        again = await api.send("POST", "/v1/applications", {**PAIR, "applied_via": "direct"})
        assert (again.status_code, again.json()) == (200, made)
        answer = await api.send("POST", "/v1/applications", {**PAIR, "job_id": str(job_id(2))})
        assert "closed" in refusal(answer, 409)["detail"]
        assert [said.action for said in shelf.said] == ["applied"]


async def test_requests_are_taken_and_tell_how_far_they_are() -> None:
    shelf = shelf_of()
    shelf.put(person("john"), person("eve", "second"))
    async with served(shelf) as api:
        answer = await api.send("POST", "/v1/matches/generate")
        taken = answer.json()
        assert (answer.status_code, taken["total"], taken["state"]) == (202, 2, "waiting")
        assert answer.headers["location"] == f"/v1/requests/{taken['request_id']}"
        assert await api.get(answer.headers["location"]) == taken
        await api.refused(answer.headers["location"], 404, NEIGHBOUR)
        one = await api.send("POST", "/v1/candidates/jane/generate")
        assert (one.status_code, one.json()["total"]) == (202, 1)
        refusal(await api.send("POST", "/v1/candidates/nobody/generate"), 404)
        refusal(await api.send("POST", "/v1/matches/generate", key=READER), 403)
