"""A user of Kafka may do what ACCESS says, and nothing more."""

import asyncio
import ssl

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    TopicAuthorizationFailedError,
)

from rematch_common.contracts import MATCHES, all_topics, own_topic_name
from rematch_common.contracts.access import ACCESS, allows, reader_of, user_of
from rematch_common.secured import secured
from rematch_common.topic_admin import TopicRefused, make_topic_like
from rematch_devstack.commands.granting import Wish, settled
from rematch_devstack.ports import LOOPBACK
from tests.secure.certificates import Authority, kept
from tests.secure.certificates import write as replace
from tests.secure.conftest import logged_in
from tests.secure.kafka import ADMIN, SecureKafka

pytestmark = [pytest.mark.stack, pytest.mark.asyncio(loop_scope="module")]
NAMES = frozenset(topic.name for topic in all_topics())
PATIENCE = 30.0


async def read(kafka: SecureKafka, user: str, topic: str, group: str | None = None) -> None:
    """One look at what is there, in a topic that is."""
    how = secured(kafka.security(user))
    if group is not None:
        consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka.bootstrap, group_id=group, **how)
    else:
        consumer = AIOKafkaConsumer(bootstrap_servers=kafka.bootstrap, enable_auto_commit=False, **how)
    try:
        async with asyncio.timeout(PATIENCE):
            await consumer.start()
            # A topic that may not be seen looks like one that isn't there; aiokafka waits for it, and says nothing.
            if topic not in (await consumer._client.fetch_all_metadata()).topics():
                raise TopicAuthorizationFailedError(topic)
            if group is None:
                consumer.assign([TopicPartition(topic, 0)])
                consumer.seek(TopicPartition(topic, 0), 0)
            await consumer.getmany(timeout_ms=500)
    finally:
        await consumer.stop()


async def write(kafka: SecureKafka, user: str, topic: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, acks="all", **secured(kafka.security(user)))
    try:
        async with asyncio.timeout(PATIENCE):
            await producer.start()
            await producer.send_and_wait(topic, b"{}", b"acme/jane/1")
    finally:
        await producer.stop()


@pytest.mark.parametrize("service", sorted(ACCESS))
async def test_a_user_is_shown_the_topics_that_it_may_do_something_with(kafka: SecureKafka, service: str) -> None:
    access = ACCESS[service]
    seen = access.reads | access.writes | access.sees | access.deletes
    async with kafka.admin(user_of(service)) as admin:
        shown = {name for name in await admin.list_topics() if name in NAMES}
    assert shown == {name for name in NAMES if allows(seen, name)}


@pytest.mark.parametrize(
    ("service", "topic"),
    [
        ("scraper", "raw-jobs"),
        ("downstream", "candidate-profiles"),
        ("notify", "candidate-profiles"),
        ("dedup", "matches"),
        ("console", "candidate-profiles"),
        ("embed", "raw-jobs"),
    ],
)
async def test_a_user_reads_nothing_else(kafka: SecureKafka, service: str, topic: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await read(kafka, user_of(service), topic)


@pytest.mark.parametrize(
    ("service", "topic"),
    [("scraper", "matches"), ("downstream", "matches"), ("embed", "matches"), ("console", "raw-jobs")],
)
async def test_a_user_writes_nothing_else(kafka: SecureKafka, service: str, topic: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await write(kafka, user_of(service), topic)
    assert any(f"User:{user_of(service)} is Denied" in line for line in kafka.denied())


async def test_what_is_allowed_is_done(kafka: SecureKafka) -> None:
    await write(kafka, user_of("scraper"), "raw-jobs")
    await read(kafka, user_of("dedup"), "raw-jobs")
    await read(kafka, user_of("downstream"), "matches", group="downstream-reports")


async def test_nobody_joins_the_group_of_another(kafka: SecureKafka) -> None:
    with pytest.raises(GroupAuthorizationFailedError):
        await read(kafka, user_of("downstream"), "matches", group="notify")


async def test_match_makes_topics_of_tenants_own_and_no_others(
    kafka: SecureKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged_in(monkeypatch, kafka, user_of("match"))
    await make_topic_like(kafka.bootstrap, own_topic_name("made"), MATCHES.name)
    await read(kafka, user_of("notify"), own_topic_name("made"))
    with pytest.raises(TopicRefused):
        await make_topic_like(kafka.bootstrap, "mine", MATCHES.name)


async def test_a_tenants_program_reads_its_own_matches_alone(
    kafka: SecureKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged_in(monkeypatch, kafka, ADMIN)
    for tenant in ("acme", "acme-gmbh"):
        await make_topic_like(kafka.bootstrap, own_topic_name(tenant), MATCHES.name)
        await kafka.give_password(reader_of(tenant))
    granted = await settled(kafka.bootstrap, Wish(tenants=("acme", "acme-gmbh")))
    assert {each.principal for each in granted.missing} == {f"User:{reader_of(t)}" for t in ("acme", "acme-gmbh")}
    assert granted.beyond == ()
    reader = reader_of("acme")
    await read(kafka, reader, own_topic_name("acme"), group="acme/alerts")
    for foreign in (MATCHES.name, own_topic_name("acme-gmbh")):
        with pytest.raises(TopicAuthorizationFailedError):
            await read(kafka, reader, foreign)
    with pytest.raises(TopicAuthorizationFailedError):
        await write(kafka, reader, own_topic_name("acme"))
    with pytest.raises(GroupAuthorizationFailedError):
        await read(kafka, reader, own_topic_name("acme"), group="acme-gmbh/alerts")
    # A reader who was granted once is no longer named, and stays.
    again = await settled(kafka.bootstrap, Wish(revoke=True))
    assert again.missing == again.beyond == ()
    await read(kafka, reader, own_topic_name("acme"))


async def test_who_does_not_know_the_password_is_not_let_in(kafka: SecureKafka) -> None:
    how = kafka.security(user_of("embed")).model_copy(update={"username": user_of("match")})
    await refused(kafka, **secured(how))


async def test_an_old_password_does_not_count_any_more(kafka: SecureKafka) -> None:
    await kafka.give_password("rematch-old")
    old = kept(kafka.file("rematch-old"))
    await kafka.give_password("rematch-old")
    async with kafka.admin("rematch-old"):
        pass
    replace(kafka.file("rematch-old"), old)
    await refused(kafka, **secured(kafka.security("rematch-old")))


async def test_who_speaks_in_the_clear_is_not_heard(kafka: SecureKafka) -> None:
    await refused(kafka)


async def test_a_broker_whom_nobody_vouches_for_gets_no_password(
    kafka: SecureKafka, tmp_path_factory: pytest.TempPathFactory
) -> None:
    foreign = Authority(tmp_path_factory.mktemp("foreign"))
    await refused(kafka, **secured(kafka.security(ADMIN).model_copy(update={"ca_file": foreign.ca})))


async def test_a_broker_by_another_name_gets_no_password(kafka: SecureKafka) -> None:
    other = kafka.bootstrap.replace(LOOPBACK, "127.0.0.2")
    told = secured(kafka.security(ADMIN))
    assert isinstance(told["ssl_context"], ssl.SSLContext)
    client = AIOKafkaAdminClient(bootstrap_servers=other, **told)
    with pytest.raises(KafkaConnectionError):
        await client.start()
    await client.close()


async def refused(kafka: SecureKafka, **how: object) -> None:
    client = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap, **how)
    try:
        with pytest.raises(KafkaConnectionError):
            async with asyncio.timeout(PATIENCE):
                await client.start()
    finally:
        await client.close()
