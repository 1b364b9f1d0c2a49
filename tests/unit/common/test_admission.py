"""Keys that have ended and keys that ask too often."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest

from rematch_common.admission import Admission
from rematch_common.buckets import OwnBuckets
from rematch_common.contracts import AccessKey
from rematch_common.keyring import KeyRing
from rematch_common.keys import NewKey, mint
from tests.fakes.samples import NOW
from tests.unit.common.api_cases import api_with_routes, client_of
from tests.unit.common.test_http import bearer, refused
from tests.unit.common.test_keys import LATER, complete, key_of, ring, told


@dataclass
class Heard:
    """What is told of those who ask."""

    keys: KeyRing
    client: httpx.AsyncClient
    ended: list[AccessKey] = field(default_factory=list)
    used: list[str] = field(default_factory=list)

    async def ask(self, new: NewKey) -> httpx.Response:
        return await self.client.get("/mine", headers=bearer(new))


@pytest.fixture
async def heard() -> AsyncIterator[Heard]:
    keys = await complete(ring())
    api = api_with_routes({}, keys)
    async with client_of(api) as client:
        heard = Heard(keys, client)
        api.state.admission = Admission(keys, OwnBuckets(lambda: 0.0), heard.ended.append, heard.used.append)
        yield heard


async def test_use_of_a_revoked_key_is_noticed(heard: Heard) -> None:
    new = mint()
    await heard.keys.learn([told(key_of(new)), told(key_of(new, revoked_at=NOW), version=2)])
    answer = await heard.ask(new)
    assert "rematch keys create" in str(refused(answer, 401, "key-ended")["detail"])
    assert [key.key_id for key in heard.ended] == [new.key_id]
    assert heard.used == []


async def test_a_key_that_was_forgotten_while_it_was_known_is_noticed_too(heard: Heard) -> None:
    new = mint()
    await heard.keys.learn([told(key_of(new))])
    await heard.keys.learn([told(None, new.key_id)])
    refused(await heard.ask(new), 401, "key-ended")
    assert [key.key_id for key in heard.ended] == [new.key_id]


async def test_nobody_raises_an_alarm_with_a_guess(heard: Heard) -> None:
    new, other = mint(), mint()
    await heard.keys.learn([told(key_of(new, revoked_at=NOW))])
    guess = NewKey(new.key_id, other.sha256, f"rmk_{new.key_id}_{other.text.split('_', 2)[2]}")
    refused(await heard.ask(guess), 401, "key-missing")
    assert heard.ended == []


async def test_an_expired_key_is_told_so_and_alarms_nobody(heard: Heard) -> None:
    new = mint()
    await heard.keys.learn([told(key_of(new, expires_at=LATER))])
    refused(await heard.ask(new), 401, "key-ended")
    assert heard.ended == []


async def test_who_asks_too_often_is_told_when_to_come_again(heard: Heard) -> None:
    new = mint()
    await heard.keys.learn([told(key_of(new, limits={"requests_per_minute": 2}))])
    for left in ("1", "0"):
        answer = await heard.ask(new)
        assert answer.status_code == 200
        assert (answer.headers["RateLimit-Limit"], answer.headers["RateLimit-Remaining"]) == ("2", left)
    late = await heard.ask(new)
    assert "2 requests a minute" in str(refused(late, 429, "too-many-requests")["detail"])
    assert (late.headers["Retry-After"], late.headers["RateLimit-Remaining"]) == ("30", "0")
    assert heard.used == [new.key_id] * 2


async def test_a_key_without_a_limit_is_told_of_none(heard: Heard) -> None:
    new = mint()
    await heard.keys.learn([told(key_of(new))])
    for _ in range(100):
        answer = await heard.ask(new)
    assert answer.status_code == 200
    assert "RateLimit-Limit" not in answer.headers


async def test_health_has_no_limit_and_asks_for_no_key(heard: Heard) -> None:
    answers = [await heard.client.get("/healthz") for _ in range(100)]
    assert {answer.status_code for answer in answers} == {200}
