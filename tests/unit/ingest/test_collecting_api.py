"""Search categories and rounds on demand: who may do what with them."""

from uuid import uuid4

import pytest

from tests.unit.ingest.queue_cases import ADMIN, FEED, RECRUITER, STRANGER, WORKER, refusal, served

CARE = {"slug": "home_care", "name": "Care at home", "keywords": ["carer", "home care"]}


async def test_an_admin_adds_changes_and_removes_categories() -> None:
    async with served() as whole:
        made = await whole.ask("POST", "/v1/categories", CARE, ADMIN)
        assert (made.status_code, made.json()) == (201, {**CARE, "origin": "admin"})
        refusal(await whole.ask("POST", "/v1/categories", CARE, ADMIN), 409)
        changed = await whole.ask("PUT", "/v1/categories/home_care", {"name": "Carers"}, ADMIN)
        assert changed.json() == {"slug": "home_care", "name": "Carers", "keywords": [], "origin": "admin"}
        assert (await whole.ask("DELETE", "/v1/categories/home_care", key=ADMIN)).status_code == 204
        refusal(await whole.ask("DELETE", "/v1/categories/home_care", key=ADMIN), 404)
        refusal(await whole.ask("GET", "/v1/categories/home_care", key=ADMIN), 404)


async def test_all_may_read_them_and_only_admins_change_them() -> None:
    async with served() as whole:
        for key in (WORKER, FEED, RECRUITER, ADMIN):
            listed = (await whole.ask("GET", "/v1/categories", key=key)).json()["categories"]
            assert {"software_engineer", "data_scientist", "mechanical_engineer", "product_manager"} <= {
                category["slug"] for category in listed
            }
            assert (await whole.ask("GET", "/v1/categories/nurse", key=key)).json()["origin"] == "seeded"
        for key in (WORKER, FEED, RECRUITER):
            refusal(await whole.ask("POST", "/v1/categories", CARE, key), 403)
            refusal(await whole.ask("PUT", "/v1/categories/nurse", {"name": "x"}, key), 403)
            refusal(await whole.ask("DELETE", "/v1/categories/nurse", key=key), 403)
        refusal(await whole.client.get("/v1/categories"), 401)


@pytest.mark.parametrize("slug", ["Home Care", "x'; DROP TABLE", "", "_", "a" * 65])
async def test_a_slug_is_plain(slug: str) -> None:
    async with served() as whole:
        assert refusal(await whole.ask("POST", "/v1/categories", {**CARE, "slug": slug}, ADMIN), 422)["field"] == "slug"


async def test_keywords_are_few_and_short() -> None:
    async with served() as whole:
        for keywords in (["x"] * 201, ["x" * 201], "nurse", [1]):
            told = await whole.ask("PUT", "/v1/categories/nurse", {"name": "Nurses", "keywords": keywords}, ADMIN)
            assert refusal(told, 422)["field"].startswith("keywords")


async def test_they_come_in_pages() -> None:
    async with served() as whole:
        page = (await whole.ask("GET", "/v1/categories")).json()
        assert page["next"] is None
        first = (await whole.ask("GET", "/v1/categories?limit=20")).json()
        rest = (await whole.ask("GET", f"/v1/categories?cursor={first['next']}")).json()
        assert (len(first["categories"]), rest["next"]) == (20, None)
        assert first["categories"] + rest["categories"] == page["categories"]
        assert refusal(await whole.ask("GET", "/v1/categories?cursor=%00"), 422)["field"] == "cursor"


async def test_rounds_are_of_those_who_work_the_queue_and_tell_nothing_of_who_asked() -> None:
    async with served() as whole:
        asked = await whole.ask("POST", "/jobs/run-pipeline", key=ADMIN)
        seen = (await whole.ask("GET", asked.headers["location"], key=STRANGER)).json()
        assert seen.keys() == {"run_id", "state", "asked_at", "taken_at", "ended_at", "roles", "postings"}
        for key in (FEED, RECRUITER):
            refusal(await whole.ask("POST", "/jobs/run-pipeline", key=key), 403)
            refusal(await whole.ask("GET", asked.headers["location"], key=key), 403)


async def test_a_round_is_asked_for_taken_and_ended() -> None:
    async with served() as whole:
        assert (await whole.ask("POST", "/v1/pipeline-runs/take")).status_code == 204
        asked = await whole.ask("POST", "/jobs/run-pipeline", key=ADMIN)
        assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
        path = asked.headers["location"]
        again = await whole.ask("POST", "/jobs/run-pipeline")
        assert again.json()["run_id"] == asked.json()["run_id"]
        assert (await whole.ask("POST", "/v1/pipeline-runs/take")).json()["state"] == "running"
        refusal(await whole.ask("POST", f"{path}/done", {"roles": 3, "postings": 40}, STRANGER), 404)
        assert (await whole.ask("POST", f"{path}/done", {"roles": 3, "postings": 40})).status_code == 200
        ended = (await whole.ask("GET", path)).json()
        assert (ended["state"], ended["roles"], ended["postings"]) == ("done", 3, 40)


async def test_rounds_are_nobodys_business_without_the_scope() -> None:
    async with served() as whole:
        for method, path in (
            ("POST", "/jobs/run-pipeline"),
            ("POST", "/v1/pipeline-runs/take"),
            ("GET", f"/v1/pipeline-runs/{uuid4()}"),
            ("POST", f"/v1/pipeline-runs/{uuid4()}/done"),
        ):
            refusal(await whole.ask(method, path, {}, RECRUITER), 403)
        refusal(await whole.ask("GET", f"/v1/pipeline-runs/{uuid4()}"), 404)
        refusal(await whole.ask("GET", "/v1/pipeline-runs/no-id"), 422)
        refusal(await whole.ask("POST", f"/v1/pipeline-runs/{uuid4()}/done", {"roles": -1}), 422)
