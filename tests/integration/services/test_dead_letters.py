"""Dead letters of who was erased, in a real broker: what is taken out, until when the rest lies there, who sees it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from rematch_common.broker import connected
from rematch_common.clock import utc_now
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import EMBEDDED_CANDIDATES, Introduction, Topic, dlq_topic, introducing
from rematch_common.contracts import examples_matches as examples
from rematch_common.contracts.topic import dead_letters_of, retry_of
from rematch_common.dead_letter import dead_letter
from rematch_common.dead_letters import listing
from rematch_common.dead_letters.veiling import GONE
from rematch_common.erasing import Erasure, encoded, receipt_of
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.records import Outgoing, Record
from rematch_devstack.commands import dead_letters, redriving
from rematch_devstack.commands.dead_letters import Choice
from rematch_devstack.commands.tail import Wish, watch
from rematch_devstack.topics import Shape, ensure_topics
from rematch_ingest.adapters.kafka_dead_letters import KafkaDeadLetters
from rematch_ingest.domain.erasures import Asked, Receipt
from tests.integration.common.topics import content, publisher

pytestmark = pytest.mark.stack

TENANT = f"dl-{uuid4().hex[:8]}"


class Beside:
    """A topic of people that nobody else uses, and what stands beside it."""

    def __init__(self) -> None:
        self.introduction = Introduction(f"m{uuid4().hex[:8]}")
        self.topic = introducing(EMBEDDED_CANDIDATES, self.introduction.model)
        self.retry = retry_of(self.topic, self.introduction.follower)
        self.letters = dlq_topic(self.topic.name)

    @property
    def topics(self) -> Sequence[Topic]:
        return self.topic, self.retry, dead_letters_of(self.topic)

    def letter(self, name: str, version: int = 1) -> Outgoing:
        person = examples.EMBEDDED_CANDIDATES[0].model_copy(
            update={"tenant_id": TENANT, "candidate_id": name, "version": version}
        )
        sent = encode(self.topic, person.key, person, Stamp("test", utc_now()))
        record = Record(sent.topic, 0, 0, 1, sent.key, sent.value, sent.headers)
        return dead_letter(record, self.introduction.follower, InvalidRecord("bug", f"{name} has it wrong"), 1)


@pytest.fixture
async def beside(kafka: str) -> Beside:
    made = Beside()
    await ensure_topics(kafka, Shape(embedded=True), made.topics)
    return made


def asked(name: str, version: int = 2) -> Asked:
    erasure = Erasure(f"e-{name}", TENANT, name, version)
    return Asked(erasure, utc_now(), receipts={"match": Receipt(utc_now(), {})})


async def told(kafka: str, name: str, version: int = 2) -> None:
    """ingest's word that somebody was erased."""
    async with publisher(kafka) as publish:
        await publish.publish([encoded(receipt_of(asked(name, version).erasure, "ingest", utc_now(), {}))])


async def test_they_are_found_taken_out_where_nothing_else_stands_before_them_and_timed(
    kafka: str, beside: Beside
) -> None:
    async with publisher(kafka) as publish:
        await publish.publish([beside.letter(name) for name in ("jane", "jane", "eve", "jane")])
        await publish.publish([beside.letter("jane", version=3)])
    before = datetime.now(UTC)
    left = await KafkaDeadLetters(kafka).left([asked("jane"), asked("nobody")])
    assert left.keys() == {f"{TENANT}/jane"}
    jane = left[f"{TENANT}/jane"]
    assert (jane.found, jane.deleted) == (3, 2)
    assert abs(jane.gone_by - before - timedelta(days=15, minutes=10)) < timedelta(minutes=2)
    keys = [(one.key, one.version) for one in await content(kafka, beside.letters)]
    assert keys == [(f"{TENANT}/{name}".encode(), version) for name, version in (("eve", 1), ("jane", 1), ("jane", 3))]
    again = (await KafkaDeadLetters(kafka).left([asked("jane")]))[f"{TENANT}/jane"]
    assert (again.found, again.deleted, again.gone_by) == (1, 0, jane.gone_by)


async def test_from_the_erasure_on_nobody_sees_them_or_sends_them_back(kafka: str, beside: Beside) -> None:
    async with publisher(kafka) as publish:
        await publish.publish([beside.letter("rita"), beside.letter("eve"), beside.letter("rita", version=3)])
    choice = Choice(beside.letters)
    assert len(await dead_letters.newest(kafka, choice, 9)) == 3
    await told(kafka, "rita")
    gone, eve, anew = await dead_letters.newest(kafka, choice, 9)
    assert (gone.key, gone.value) == (None, None)
    assert "rita" not in dead_letters.portrait(gone)
    assert GONE in dead_letters.portrait(gone)
    assert eve.value
    assert anew.value, "who comes anew is somebody else"
    seen: list[Record] = []
    await watch(kafka, Wish(beside.letters, beginning=True, follow=False), seen.append)
    assert [one.value is None for one in seen] == [True, False, False]
    done = await redriving.redrive(kafka, redriving.Wish(choice, again=True))
    assert (done.redriven, dict(done.skipped)) == (2, {GONE: 1})
    back = [(one.key, one.version) for one in await content(kafka, beside.retry.name)]
    assert back == [(f"{TENANT}/eve".encode(), 1), (f"{TENANT}/rita".encode(), 3)]
    (group,) = [one for one in await dead_letters.groups(kafka) if one.topic == beside.letters]
    assert (group.records, group.redriven) == (3, 2)


async def test_what_went_back_is_found_too(kafka: str, beside: Beside) -> None:
    async with publisher(kafka) as publish:
        await publish.publish([beside.letter("olga")])
    await redriving.redrive(kafka, redriving.Wish(Choice(beside.letters)))
    left = (await KafkaDeadLetters(kafka).left([asked("olga")]))[f"{TENANT}/olga"]
    assert (left.found, left.deleted) == (2, 2)
    assert await content(kafka, beside.retry.name) == await content(kafka, beside.letters) == []


async def test_a_topic_that_keeps_all_for_ever_is_no_end_and_is_said(kafka: str, beside: Beside) -> None:
    before = replace(beside.retry, retention_days=None)  # as retry topics of people were
    await ensure_topics(kafka, Shape(embedded=True), [before])
    async with publisher(kafka) as publish:
        await publish.publish([beside.letter("zoe")])
    await redriving.redrive(kafka, redriving.Wish(Choice(beside.letters)))
    with pytest.raises(DependencyAway, match="run `rematch topics`"):
        await KafkaDeadLetters(kafka).left([asked("zoe")])
    await ensure_topics(kafka, Shape(embedded=True), beside.topics)
    assert (await KafkaDeadLetters(kafka).left([asked("zoe")]))[f"{TENANT}/zoe"].found == 2


async def test_one_is_looked_up_where_it_lies_and_only_the_newest_are_grouped(kafka: str, beside: Beside) -> None:
    async with publisher(kafka) as publish:
        await publish.publish([beside.letter(name) for name in ("ann", "ben", "cleo")])
    async with connected(kafka) as broker:
        first, second, third = await listing.newest(broker, Choice(beside.letters), 9)
        again = await listing.lying_at(broker, beside.letters, second.partition, second.offset)
        assert again == second
        assert await listing.lying_at(broker, beside.letters, third.partition, third.offset + 1) is None
        found = await listing.groups(broker, most=1)
        assert found.cut_off
        (group,) = [one for one in found.groups if one.topic == beside.letters]
        assert (group.records, group.newest_ms) == (1, third.timestamp_ms)
        assert await listing.newest(broker, Choice(beside.letters, consumer="nobody"), 9) == []
    await told(kafka, "ann")
    async with connected(kafka) as broker:
        veiled = await listing.lying_at(broker, beside.letters, first.partition, first.offset)
        assert veiled is not None
        assert veiled.value is None
