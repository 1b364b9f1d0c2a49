"""A topic like another, made by a service; and what Kafka refuses."""

from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from rematch_common.contracts import MATCHES, own_topic
from rematch_common.errors import DependencyAway
from rematch_common.topic_admin import TopicRefused, make_topic_like, topics_there
from rematch_devstack.topics import Shape, compare_topics
from tests.integration.common.topics import fresh_topic, remove

pytestmark = pytest.mark.stack


async def test_a_tenants_own_topic_is_as_the_contracts_say_and_made_once(kafka: str) -> None:
    topic = own_topic(f"t-{uuid4().hex[:8]}")
    await make_topic_like(kafka, topic.name, MATCHES.name)
    await make_topic_like(kafka, topic.name, MATCHES.name)
    assert topic.name in await topics_there(kafka)
    report = await compare_topics(kafka, Shape(embedded=True), [topic])
    await remove(kafka, topic.name)
    assert (report.created, report.configured, report.refused) == ((), (), ())


async def test_what_a_person_has_set_on_the_model_holds_for_the_new_one(kafka: str) -> None:
    model, name = (await fresh_topic(kafka)).name, f"test-{uuid4().hex[:8]}"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, model, {"retention.ms": "12345"})])
        await make_topic_like(kafka, name, model)
        (answer,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    finally:
        await admin.close()
    ((*_, entries),) = answer.resources
    assert {entry[0]: entry[1] for entry in entries}["retention.ms"] == "12345"


async def test_kafka_takes_no_two_names_that_differ_in_their_dots_alone(kafka: str) -> None:
    name = f"t-{uuid4().hex[:8]}"
    await make_topic_like(kafka, own_topic(f"{name}.x").name, MATCHES.name)
    try:
        with pytest.raises(TopicRefused, match="collides"):
            await make_topic_like(kafka, own_topic(f"{name}_x").name, MATCHES.name)
    finally:
        await remove(kafka, f"matches.{name}.x")


async def test_who_does_not_answer_and_what_is_not_there_is_away(kafka: str) -> None:
    with pytest.raises(DependencyAway):
        await topics_there("127.0.0.1:1")
    with pytest.raises(DependencyAway):
        await make_topic_like(kafka, "test-like-nothing", "test-nothing")
    assert not {"test-like-nothing", "test-nothing"} & await topics_there(kafka)
