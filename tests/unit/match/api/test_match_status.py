"""A match's status over HTTP, and that nobody else's matches are there."""

from dataclasses import replace

import pytest

from tests.fakes.samples import job_id
from tests.unit.match.api.cases import NEIGHBOUR, READER, STRANGER, as_, refusal, served
from tests.unit.match.api.test_matches import JANE, MATCH, numbers, shelf_of


async def test_a_new_status_is_told_and_shown() -> None:
    async with served(shelf_of(90.0)) as api:
        answer = await api.send("PATCH", f"/v1/matches/{MATCH}/status", {"status": "shortlisted"})
        assert (answer.status_code, answer.json()["status"]) == (200, "shortlisted")
        (said,) = api.shelf.said
        assert (said.action, said.actor, said.key) == ("shortlisted", "recruiter", f"demo/jane/{job_id(1)}")
        assert api.sent == ["all"]
        back = await api.send("PATCH", f"/v1/matches/{MATCH}/status", {"status": "suggested"})
        assert "shortlisted" in refusal(back, 409)["detail"]
        lower = await api.send("PATCH", f"/v1/matches/{MATCH}/status", {"status": "viewed"})
        assert lower.json()["status"] == "shortlisted", "who has shortlisted has viewed"


async def test_a_rejected_match_is_withdrawn() -> None:
    async with served(shelf_of(90.0)) as api:
        unsaid = await api.send("PATCH", f"/v1/matches/{MATCH}/status", {"status": "suggested"})
        assert (unsaid.status_code, api.shelf.said) == (200, [])
        body = {"status": "rejected", "actor": "candidate", "reason": "too_far"}
        answer = await api.send("PATCH", f"/v1/matches/{MATCH}/status", body)
        found = answer.json()
        assert (found["state"], found["reason"], found["status"]) == ("withdrawn", "rejected", "rejected")
        assert (api.shelf.said[0].reason, api.shelf.said[0].actor) == ("too_far", "candidate")
        assert numbers(await api.get("/v1/candidates/jane/matches")) == []


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"status": "hired"}, 422, "status"),
        ({"status": "viewed", "actor": "robot"}, 422, "actor"),
        ({"status": "rejected", "reason": "because it\x00is far"}, 422, "reason"),
        ({}, 422, "status"),
        ([], 422, "body"),
    ],
)
async def test_a_status_that_is_none(body: object, status: int, field: str) -> None:
    async with served(shelf_of(90.0)) as api:
        answer = await api.send("PATCH", f"/v1/matches/{MATCH}/status", body)
        assert refusal(answer, status)["field"] == field
        assert api.shelf.said == []


async def test_another_tenants_are_not_there() -> None:
    shelf = shelf_of(90.0)
    async with served(shelf) as api:
        for path in (
            "/v1/candidates/jane/matches",
            f"/v1/candidates/jane/matches/{MATCH}",
            f"/v1/matches/{MATCH}",
            "/v1/candidates/jane/learn",
            f"/v1/why-not?candidate=jane&job={job_id(1)}",
        ):
            refusal(await api.client.get(path, headers={"x-api-key": NEIGHBOUR.text}), 404)
        for method, path, body in (
            ("PATCH", f"/v1/matches/{MATCH}/status", {"status": "rejected"}),
            ("POST", "/v1/candidates/jane/generate", None),
            ("POST", "/v1/feedback", {"candidate_id": "jane", "job_id": str(job_id(1)), "action": "viewed"}),
            ("POST", "/v1/applications", {"candidate_id": "jane", "job_id": str(job_id(1))}),
        ):
            refusal(await api.send(method, path, body, NEIGHBOUR), 404)
        assert api.shelf.said == []


async def test_who_was_forgotten_is_not_there() -> None:
    shelf = shelf_of(90.0)
    shelf.put(replace(JANE, alive=False, away_as="erased", version=2))
    async with served(shelf) as api:
        for path in ("/v1/candidates/jane/matches", f"/v1/matches/{MATCH}", "/v1/candidates/jane/learn"):
            await api.refused(path, 404)


async def test_each_scope_opens_its_own() -> None:
    async with served(shelf_of(90.0)) as api:
        for path in ("/v1/candidates/jane/matches", f"/v1/matches/{MATCH}", "/v1/jobs", "/v1/jobs/stats"):
            refusal(await api.client.get(path), 401)
            assert "matches:read" in (await api.refused(path, 403, STRANGER))["detail"]
        answer = await api.client.patch(f"/v1/matches/{MATCH}/status", json={"status": "viewed"}, headers=as_(READER))
        assert "matches:write" in refusal(answer, 403)["detail"]


@pytest.mark.parametrize("name", ["a b", "x" * 65, "%00", "..%2f..", "\u00e9"])
async def test_an_id_that_is_none(name: str) -> None:
    async with served(shelf_of(90.0)) as api:
        answer = await api.client.get(f"/v1/candidates/{name}/matches", headers=as_(READER))
        assert answer.status_code in (404, 422)
        refusal(answer, answer.status_code)
