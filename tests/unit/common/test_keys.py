"""Who a key belongs to; and a revoked one never works again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ACCESS_KEYS, AccessKey
from rematch_common.keyring import KeyRing
from rematch_common.keys import NewKey, Principal, mint, verify
from rematch_common.records import Record
from tests.fakes.samples import NOW

LATER = NOW + timedelta(days=1)


def key_of(new: NewKey, **fields: object) -> AccessKey:
    made = {"key_id": new.key_id, "tenant_id": "demo", "scopes": ["matches:read"], "sha256": new.sha256}
    return AccessKey.model_validate({**made, "created_at": NOW, **fields})


def told(key: AccessKey | None, key_id: str = "", version: int = 1) -> Record:
    """The record of a key, or of its end."""
    sent = encode(ACCESS_KEYS, key.key if key else key_id, key, Stamp("rematch/ingest", NOW, version=version))
    return Record(sent.topic, 0, 0, 0, sent.key, sent.value, sent.headers)


def ring() -> KeyRing:
    return KeyRing("nowhere:9092", now=lambda: LATER)


async def complete(keys: KeyRing) -> KeyRing:
    """The ring when it has read everything: what comes from now on counts at once."""
    keys._follower.caught_up.set()
    await keys.learn(())
    return keys


def begin_again(keys: KeyRing) -> None:
    """As when Kafka was away: the topic is read from its beginning."""
    keys._follower.caught_up.clear()
    keys._reading = {}


def test_a_minted_key_is_known_by_its_hash_alone() -> None:
    new = mint()
    key = key_of(new)
    assert new.text.startswith(f"rmk_{new.key_id}_")
    secret = new.text.removeprefix(f"rmk_{new.key_id}_")
    assert secret not in key.model_dump_json()
    assert verify(new.text, {key.key_id: key}, NOW) == Principal(key.key_id, "demo", frozenset({"matches:read"}))
    assert mint().text != new.text


def test_nobody_gets_in_with_anything_else() -> None:
    new, other = mint(), mint()
    keys = {new.key_id: key_of(new)}
    wrong_secret = f"rmk_{new.key_id}_{other.text.rsplit('_', 1)[-1][-32:].replace('-', 'a').rjust(32, 'a')}"
    for text in (wrong_secret, other.text, "", "rmk_", new.text[:-1], new.text + "x", f" {new.text}", new.text.upper()):
        assert verify(text, keys, NOW) is None, text
    # The hash of nothing opens no door that does not exist.
    assert verify(f"rmk_{'0' * 12}_{'a' * 43}", {}, NOW) is None


@given(st.text())
def test_any_text_is_an_answer_and_no_exception(text: str) -> None:
    assert verify(text, {}, NOW) is None


@pytest.mark.parametrize(
    ("fields", "works"),
    [({"expires_at": LATER}, True), ({"expires_at": NOW}, False), ({"revoked_at": LATER}, False)],
)
def test_a_key_ends_when_it_expires_or_is_revoked(fields: dict[str, object], works: bool) -> None:
    new = mint()
    assert (verify(new.text, {new.key_id: key_of(new, **fields)}, NOW) is not None) is works


def test_a_key_may_what_its_scopes_say_and_an_admin_everything() -> None:
    reader = Principal("k", "demo", frozenset({"matches:read"}))
    assert reader.may("matches:read")
    assert not reader.may("candidates:write")
    assert not reader.may("matches")
    assert Principal("k", "demo", frozenset({"admin"})).may("candidates:write")


async def test_a_key_works_from_its_record_on_until_it_is_revoked() -> None:
    new, keys = mint(), await complete(ring())
    assert keys.verify(new.text) is None
    await keys.learn([told(key_of(new))])
    assert keys.verify(new.text) is not None
    await keys.learn([told(key_of(new, revoked_at=NOW), version=2)])
    assert keys.verify(new.text) is None


def end_of(new: NewKey, how: str) -> Record:
    if how == "revoked":
        return told(key_of(new, revoked_at=NOW), version=2)
    if how == "tombstone":
        return told(None, new.key_id)
    another = told(key_of(mint())).value
    return Record(ACCESS_KEYS.name, 0, 1, 0, new.key_id.encode(), b"{" if how == "unreadable" else another)


@pytest.mark.parametrize("how", ["revoked", "tombstone", "unreadable", "another's"])
async def test_a_key_that_has_ended_is_none_and_never_comes_back(how: str) -> None:
    new, other, keys = mint(), mint(), await complete(ring())
    await keys.learn([told(key_of(new)), told(key_of(other))])
    principal = keys.verify(new.text)
    assert principal is not None
    await keys.learn([end_of(new, how)])
    assert keys.verify(new.text) is None
    assert not keys.holds(principal)
    # A paused process's late word, and the same record when the topic is read again.
    await keys.learn([told(key_of(new))])
    begin_again(keys)
    await keys.learn([told(key_of(new)), told(key_of(other))])
    assert keys.verify(new.text) is None
    await complete(keys)
    assert keys.verify(new.text) is None
    assert keys.verify(other.text) is not None


@pytest.mark.parametrize("how", ["revoked", "tombstone", "unreadable", "another's"])
async def test_a_key_that_ends_while_all_is_read_again_is_refused_at_once(how: str) -> None:
    new, other, keys = mint(), mint(), await complete(ring())
    await keys.learn([told(key_of(new)), told(key_of(other))])
    principal = keys.verify(new.text)
    assert principal is not None
    begin_again(keys)
    await keys.learn([end_of(new, how)])
    assert keys.verify(new.text) is None
    assert not keys.holds(principal)
    assert keys.verify(other.text) is not None


async def test_who_keeps_the_keys_ends_one_that_the_topic_does_not_know_as_revoked_yet() -> None:
    keys, key = await complete(ring()), mint()
    await keys.learn([told(key_of(key))])
    keys.end(key.key_id)
    assert keys.verify(key.text) is None
    assert keys.ended(key.text) is not None
    begin_again(keys)
    await keys.learn([told(key_of(key))])
    await complete(keys)
    assert keys.verify(key.text) is None, "the topic still tells that it was made"


async def test_nobody_gets_in_before_every_key_is_known() -> None:
    new, keys = mint(), ring()
    await keys.learn([told(key_of(new))])
    assert keys.verify(new.text) is None, "its end may be the next record"
    await keys.learn([told(key_of(new, revoked_at=NOW), version=2)])
    await complete(keys)
    assert keys.verify(new.text) is None


async def test_a_key_that_went_without_a_trace_while_kafka_was_away_is_gone_when_all_is_read_again() -> None:
    new, other, keys = mint(), mint(), await complete(ring())
    await keys.learn([told(key_of(new)), told(key_of(other))])
    begin_again(keys)
    await keys.learn([told(key_of(other))])
    assert keys.verify(new.text) is not None, "what is known stays in force until all is read"
    await complete(keys)
    assert keys.verify(new.text) is None
    assert keys.verify(other.text) is not None


async def test_an_unreadable_record_costs_nobody_else_their_key() -> None:
    new, keys = mint(), await complete(ring())
    await keys.learn([Record(ACCESS_KEYS.name, 0, 0, 0, None, b"\xff"), told(key_of(new))])
    assert keys.verify(new.text) is not None


async def test_an_expired_key_stops_by_itself() -> None:
    new, keys = mint(), await complete(ring())
    await keys.learn([told(key_of(new, expires_at=LATER))])
    assert keys.verify(new.text) is None
