"""What the working pages change: priorities, keys, thumbs."""

from rematch_console.ports.services import Refused
from tests.unit.console.desk import desk
from tests.unit.console.working import answering


async def test_a_role_gets_priority() -> None:
    async with desk() as at:
        token = answering(at).sign_in("admin")
        answer = await at.send("/queue/7/priority", {"token": token, "priority": "3"})
        assert answer.status_code == 303
        assert at.services.asked[-1][1].body == {"priority": 3}
        assert (await at.send("/queue/7/priority", {"token": token, "priority": "9"})).status_code == 422


async def test_a_key_is_made_shown_once_and_revoked() -> None:
    async with desk() as at:
        token = answering(at).sign_in("admin")
        wish: dict[str, str | list[str]] = {
            "token": token,
            "tenant": "acme",
            "kind": "tenant",
            "name": "feed",
            "scope": ["matches:read", "postings:write"],
            "expires_at": "2027-01-01",
            "requests_per_minute": "5",
        }
        answer = await at.send("/keys", wish)
        assert answer.status_code == 200
        assert "rmk_7f3a91c04e5d_once" in answer.text
        assert answer.headers["cache-control"] == "no-store"
        made = next(question for _, question in at.services.asked if question.method == "POST")
        assert made.query == {"tenant_id": "acme"}
        assert made.body == {
            "kind": "tenant",
            "name": "feed",
            "scopes": ["matches:read", "postings:write"],
            "expires_at": "2027-01-01T00:00:00Z",
            "requests_per_minute": 5,
        }
        assert "once" not in (await at.client.get("/keys.json")).text
        answer = await at.send("/keys/3cc0511abd15/revoke", {"token": token})
        assert answer.status_code == 303
        assert "is revoked" in (await at.page(answer.headers["location"])).text


async def test_a_number_that_is_none_is_refused_whatever_its_length() -> None:
    async with desk() as at:
        token = answering(at).sign_in("tenant:admin")
        for wrong in ("five", "-1", "9" * 10, "9" * 5_000):
            answer = await at.send("/keys", {"token": token, "requests_per_minute": wrong})
            assert (answer.status_code, "requests_per_minute" in answer.text) == (422, True)


async def test_a_key_that_ingest_refuses_says_which_field() -> None:
    async with desk() as at:
        token = answering(at).sign_in("tenant:admin")
        at.services.answers["ingest", "POST /v1/keys"] = Refused("ingest", 422, "scopes: there is no x", "scopes")
        answer = await at.send("/keys", {"token": token, "scope": "x"})
        assert answer.status_code == 422
        assert "there is no x" in answer.text


MATCH_ID = "5b0d4c52-6a0e-4f0e-9a51-0a6c5d1f2e11"


async def test_a_thumb_is_told_of_the_pair() -> None:
    async with desk() as at:
        token = at.sign_in("matches:write")
        at.services.answers["match", f"GET /v1/matches/{MATCH_ID}"] = {"candidate_id": "c-1", "job_id": MATCH_ID}
        at.services.answers["match", "POST /v1/feedback"] = {}
        answer = await at.send(f"/matches/{MATCH_ID}/thumb", {"token": token, "action": "thumbs_down"})
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, f"/matches/{MATCH_ID}")
        assert at.services.asked[-1][1].body == {"candidate_id": "c-1", "job_id": MATCH_ID, "action": "thumbs_down"}
        assert (await at.send(f"/matches/{MATCH_ID}/thumb", {"token": token, "action": "hired"})).status_code == 422
