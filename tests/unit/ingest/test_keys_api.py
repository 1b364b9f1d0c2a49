"""Keys over HTTP: a tenant's own, a scraper's, and what nobody may hand on."""

from collections.abc import AsyncIterator

import pytest

from rematch_common.contracts import ACCESS_KEYS
from rematch_common.errors import InvalidRecord
from rematch_common.keys import NewKey, Principal, found, mint
from rematch_ingest.domain.keys import PER_MINUTE, Use, Wish, check_wish
from rematch_ingest.handlers.keys import MOST_IN_FORCE, NoteUses, end_revoked
from tests.fakes.samples import NOW
from tests.fakes.taking_in import FakeAccessKeys
from tests.unit.common.test_keys import key_of
from tests.unit.ingest.administration import ADMIN, NEIGHBOUR, OWNER, RECRUITER, Desk, as_, desk

SCRAPERS = "/api/pm-admin/scraper-keys"


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as opened:
        yield opened


async def test_a_tenant_makes_lists_and_revokes_its_own_keys(at: Desk) -> None:
    made = await at.ask(OWNER, "POST", "/v1/keys", 201, {"name": "feed"})
    text = made.pop("api_key")
    (known,) = await at.keys.all("demo")
    assert found(text, {known.key.key_id: known.key}) == known.key
    assert made["key_prefix"] == text[: len("rmk_") + 12]
    assert (made["tenant_id"], made["kind"], made["requests_per_minute"]) == ("demo", "tenant", PER_MINUTE)
    assert (await at.ask(OWNER, "GET", "/v1/keys", 200))["keys"] == [made]
    await at.ask(OWNER, "DELETE", f"/v1/keys/{made['id']}", 204)
    (left,) = (await at.ask(OWNER, "GET", "/v1/keys", 200))["keys"]
    assert (left["is_active"], left["revoked_at"] is not None) == (False, True)
    assert len(at.drains) == 2, "what was written was sent at once"


async def test_what_kafka_has_not_heard_of_is_not_promised(at: Desk) -> None:
    made = await at.ask(OWNER, "POST", "/v1/keys", 201, {})
    scraper = await at.ask(ADMIN, "POST", SCRAPERS, 201, {"name": "feed"})
    await at.ask(ADMIN, "POST", "/v1/tenants", 201, {"tenant_id": "third"})
    at.kafka_answers = False
    told = await at.ask(OWNER, "DELETE", f"/v1/keys/{made['id']}", 202)
    assert told == {"message": "stored; the other services hear of it when Kafka answers"}
    assert "when Kafka answers" in (await at.ask(ADMIN, "DELETE", f"{SCRAPERS}/{scraper['id']}", 202))["message"]
    assert at.ended == [made["id"], scraper["id"]], "this process refuses them at once"
    assert "when Kafka answers" in (await at.ask(ADMIN, "DELETE", "/v1/tenants/third", 202))["message"]


async def test_what_curl_sends_is_read_as_json(at: Desk) -> None:
    headers = {**as_(ADMIN), "Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/v1/keys", SCRAPERS):
        answer = await at.client.post(path, content=b'{"name": "feed"}', headers=headers)
        assert (answer.status_code, answer.json()["name"]) == (201, "feed")
        bare = await at.client.post(path, content=b'{"name": "feed"}', headers=as_(ADMIN))
        assert bare.status_code == 201


async def test_what_another_process_has_revoked_is_refused_too() -> None:
    keys, made, kept = FakeAccessKeys(), key_of(mint()), key_of(mint())
    for one in (made, kept):
        await keys.add(one, "tenant")
    await keys.revoke(made.key_id, NOW)
    ended: list[str] = []
    await end_revoked(keys, ended.append, lambda: NOW)
    assert ended == [made.key_id]


async def test_neither_a_key_nor_its_hash_is_ever_shown_again(at: Desk) -> None:
    made = await at.ask(OWNER, "POST", "/v1/keys", 201, {})
    listed = str(await at.ask(OWNER, "GET", "/v1/keys", 200))
    (known,) = await at.keys.all(None)
    assert made["api_key"].rsplit("_", 1)[-1] not in listed
    assert known.key.sha256 not in listed


async def test_another_tenant_s_keys_are_none(at: Desk) -> None:
    made = await at.ask(OWNER, "POST", "/v1/keys", 201, {})
    assert (await at.ask(NEIGHBOUR, "GET", "/v1/keys", 200))["keys"] == []
    for path in (f"/v1/keys/{made['id']}", f"/v1/keys/{made['id']}?tenant_id=demo"):
        assert (await at.ask(NEIGHBOUR, "DELETE", path, 404))["type"] == "urn:rematch:problem:not-found"
    await at.ask(NEIGHBOUR, "GET", "/v1/keys?tenant_id=demo", 404)
    await at.ask(NEIGHBOUR, "POST", "/v1/keys?tenant_id=demo", 404, {})
    assert len(at.keys.outbox.of(ACCESS_KEYS.name)) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "admin"}, "kind"),
        ({"scopes": ["admin"]}, "scopes"),
        ({"scopes": ["openings:write"]}, "scopes"),
        ({"scopes": ["postings:write", "queue:work"]}, "scopes"),
        ({"kind": "scraper"}, "scopes"),
        ({"scopes": ["matches:read", "embed:write"]}, "scopes"),
        ({"scopes": ["no:such"]}, "scopes"),
        ({"requests_per_minute": "unlimited"}, "requests_per_minute"),
        ({"requests_per_minute": 0}, "requests_per_minute"),
        ({"name": "feed\r\nforged"}, "name"),
        ({"name": "feed\tforged"}, "name"),
        ({"name": "\0"}, "name"),
        ({"name": "feed\0"}, "name"),
        ({"name": "\x1b[31m"}, "name"),
        ({"kind": "robot"}, "kind"),
        ({"expires_at": "2020-01-01"}, "expires_at"),
        ({"tenant_id": "second"}, "tenant_id"),
    ],
)
async def test_nobody_hands_on_what_they_have_not(at: Desk, given: dict[str, object], field: str) -> None:
    told = await at.ask(OWNER, "POST", "/v1/keys", 422, given)
    assert told["field"] == field
    assert await at.keys.all(None) == []


@pytest.mark.parametrize("name", [b"\\ud800\\udbff", b"feed \\udfff", b"\\u0000\\u0001"])
async def test_a_name_that_cannot_be_read_is_not_kept_as_another(at: Desk, name: bytes) -> None:
    for who, path in ((OWNER, "/v1/keys"), (ADMIN, SCRAPERS)):
        answer = await at.client.post(path, content=b'{"name": "%s"}' % name, headers=as_(who))
        assert (answer.status_code, answer.json()["field"]) == (422, "name")
        assert "halves of characters" in answer.json()["detail"]
    assert await at.keys.all(None) == []


async def test_an_administrator_of_the_deployment_hands_on_everything(at: Desk) -> None:
    given = {"kind": "admin", "scopes": ["admin", "embed:write"], "requests_per_minute": "unlimited"}
    made = await at.ask(ADMIN, "POST", "/v1/keys?tenant_id=demo", 201, given)
    assert (made["tenant_id"], made["scopes"], made["requests_per_minute"]) == ("demo", ["admin", "embed:write"], None)
    await at.ask(ADMIN, "DELETE", f"/v1/keys/{made['id']}", 404)
    await at.ask(ADMIN, "DELETE", f"/v1/keys/{made['id']}?tenant_id=demo", 204)


def test_the_queue_is_given_on_by_whom_it_was_given_to() -> None:
    wish = Wish("demo", "scraper", requests_per_minute=PER_MINUTE)
    check_wish(wish, Principal("k", "demo", frozenset({"tenant:admin", "queue:work"})))
    with pytest.raises(InvalidRecord, match="queue:work is given by an administrator"):
        check_wish(wish, Principal("k", "demo", frozenset({"tenant:admin", "postings:write"})))


async def test_a_tenant_may_have_only_so_many_keys(at: Desk) -> None:
    for _ in range(MOST_IN_FORCE):
        await at.keys.add(key_of(mint()), "tenant")
    told = await at.ask(OWNER, "POST", "/v1/keys", 409, {})
    assert told["type"] == "urn:rematch:problem:conflict"
    await at.ask(ADMIN, "POST", "/v1/keys?tenant_id=demo", 201, {})


async def test_scrapers_keys_are_answered_as_the_field_s_tools_know_them(at: Desk) -> None:
    made = await at.ask(ADMIN, "POST", SCRAPERS, 201, {"name": "backup-scraper"})
    assert made.keys() == {"id", "name", "api_key", "message"}
    await at.ask(OWNER, "POST", "/v1/keys", 201, {})
    await at.keys.note_uses({made["id"]: Use(1_547, NOW)})
    (listed,) = (await at.ask(ADMIN, "GET", SCRAPERS, 200))["keys"]
    assert {name: listed[name] for name in ("id", "name", "is_active", "total_requests", "tenant_id")} == {
        "id": made["id"],
        "name": "backup-scraper",
        "is_active": True,
        "total_requests": 1_547,
        "tenant_id": "ops",
    }
    assert listed["last_used_at"].startswith(NOW.isoformat()[:16])
    assert (listed["scopes"], listed["requests_per_minute"]) == (["postings:write", "queue:work"], PER_MINUTE)
    done = await at.ask(ADMIN, "DELETE", f"{SCRAPERS}/{made['id']}", 200)
    assert done == {"success": True, "message": "API key revoked"}
    (listed,) = (await at.ask(ADMIN, "GET", SCRAPERS, 200))["keys"]
    assert not listed["is_active"]


async def test_only_a_scraper_s_key_is_revoked_there(at: Desk) -> None:
    made = await at.ask(OWNER, "POST", "/v1/keys", 201, {})
    await at.ask(ADMIN, "DELETE", f"{SCRAPERS}/{made['id']}", 404)
    await at.ask(ADMIN, "POST", SCRAPERS, 422, {"name": ""})
    await at.ask(ADMIN, "POST", SCRAPERS, 422, {})


@pytest.mark.parametrize("who", [OWNER, RECRUITER])
async def test_who_is_no_administrator_gets_nowhere(at: Desk, who: NewKey) -> None:
    for method, path in (("GET", SCRAPERS), ("POST", SCRAPERS), ("DELETE", f"{SCRAPERS}/0"), ("GET", "/v1/tenants")):
        told = await at.ask(who, method, path, 403, {"name": "x"})
        assert told["type"] == "urn:rematch:problem:scope-missing"
    await at.ask(RECRUITER, "POST", "/v1/keys", 403, {})


async def test_uses_are_noted_in_batches_and_none_is_lost() -> None:
    keys, made = FakeAccessKeys(), key_of(mint())
    await keys.add(made, "tenant")
    uses = NoteUses(keys, lambda: NOW)
    for _ in range(3):
        uses.used(made.key_id)
    assert (await keys.all(None))[0].requests == 0
    keys.away = 1
    with pytest.raises(Exception, match="postgresql"):
        await uses.note()
    uses.used(made.key_id)
    await uses.stop()
    await uses.note()
    (known,) = await keys.all(None)
    assert (known.requests, known.last_used_at) == (4, NOW)
