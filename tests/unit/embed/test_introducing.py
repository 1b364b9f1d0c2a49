"""The second reader of a model that is being introduced: its names, and where its records go."""

import pytest
from pydantic import ValidationError

from rematch_common.codec import decode
from rematch_common.consume import Received
from rematch_common.consumers import ConsumerSpec, by_name
from rematch_common.contracts import (
    CANDIDATE_PROFILES,
    DEDUPED_JOBS,
    EMBEDDED_CANDIDATES,
    EMBEDDED_JOBS,
    TOPICS,
    Introduction,
    JobEmbedded,
    Topic,
    all_topics,
    base_topic,
    introducing,
    kafka_config,
)
from rematch_common.contracts.examples_jobs import CLOSED, PUBLISHED
from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.dead_letter import dead_letter as letter_of
from rematch_common.dead_letter import redrive
from rematch_common.errors import InvalidRecord
from rematch_common.guard import OrderGuard
from rematch_common.health import Pulse
from rematch_common.records import Outgoing, Record
from rematch_common.wiring import Worker
from rematch_embed import bootstrap
from rematch_embed.handlers import Embed, Part
from rematch_embed.settings import Settings
from tests.fakes.samples import NOW, received
from tests.fakes.vectors import FakeVectors

LABELS = ("e5", "bge-small-en-v1.5", "a_b", "x" * 64, "dlq-2", "match.retry.2")
NO_LABELS = ("", "a b", "x" * 65, "a/b", "a\n", "ü", "dlq", "e5.dlq", "retry", "match.retry", "e5-bulk", "-bulk")


def lying(sent: Outgoing) -> Record:
    return Record(sent.topic, 0, 3, 1_000, sent.key, sent.value, sent.headers)


@pytest.mark.parametrize("model", LABELS)
def test_every_name_of_an_introduction_is_its_own(model: str) -> None:
    introduction = Introduction(model)
    names = [topic.name for topic in introduction.topics]
    assert names[:2] == [f"embedded-jobs.{model}", f"embedded-candidates.{model}"]
    assert not {*names} & {topic.name for topic in all_topics()}
    assert len({*names}) == len(names) == 9
    assert max(map(len, names)) <= 249
    read = ["deduped-jobs", "candidate-profiles", "candidate-profiles-bulk"]
    assert [base_topic(name) for name in names[2:5]] == read
    assert all(base_topic(name) == name for name in names[:2])
    assert [base_topic(name) for name in names[5:]] == [names[0], names[0], names[1], names[1]]
    assert introduction.follower == f"match.{model}"


@pytest.mark.parametrize("model", NO_LABELS)
def test_a_label_that_names_something_else_is_refused(model: str) -> None:
    for use in (Introduction, lambda label: introducing(EMBEDDED_JOBS, label)):
        with pytest.raises(ValueError, match="is no label of a model"):
            use(model)
    if model:
        with pytest.raises(ValidationError, match="is no label of a model"):
            Settings(introducing=model)


@pytest.mark.parametrize("topic", [EMBEDDED_JOBS, EMBEDDED_CANDIDATES], ids=lambda topic: topic.name)
def test_a_topic_of_another_model_is_kept_and_read_as_the_one_in_force(topic: Topic) -> None:
    other = introducing(topic, "e5")
    assert kafka_config(other) == kafka_config(topic)
    kept = ("models", "key", "partitions", "embedded_partitions", "tombstones", "max_message_bytes", "max_record_bytes")
    assert all(getattr(other, name) == getattr(topic, name) for name in kept)


def test_what_it_reads_is_what_embed_reads() -> None:
    introduction = Introduction("e5.v2")
    read = tuple(topic for topic in TOPICS if "embed" in topic.consumers and not topic.broadcast)
    assert {topic.name for topic in introduction.reads} == {*by_name("embed.e5.v2", read)}


class Witness(Worker):
    """A Worker that remembers what its bootstrap asked of it."""

    asked: list[ConsumerSpec | Topic]

    def consumes(self, spec: ConsumerSpec) -> Pulse:
        self.asked.append(spec)
        return super().consumes(spec)

    def writes(self, *topics: Topic) -> None:
        self.asked += topics
        super().writes(*topics)


@pytest.mark.parametrize(
    ("model", "reader", "retried", "written"),
    [
        ("", "embed", "deduped-jobs.embed.retry", ["embedded-jobs", "embedded-candidates"]),
        (
            "e5.v2",
            "embed.e5.v2",
            "deduped-jobs.embed_e5_v2.retry",
            ["embedded-jobs.e5.v2", "embedded-candidates.e5.v2"],
        ),
    ],
)
def test_groups_health_and_topics_are_told_apart(
    model: str, reader: str, retried: str, written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Witness.asked = []
    monkeypatch.setattr(bootstrap, "Worker", Witness)
    service = bootstrap.build(Settings(introducing=model))
    spec, *topics = Witness.asked
    assert isinstance(spec, ConsumerSpec)
    assert service.name == spec.name == reader
    assert {*service.health.report()} == {reader, f"{reader}-bulk"}
    assert retried in by_name(spec.name, spec.topics)
    assert [*dict.fromkeys(getattr(topic, "name", "") for topic in topics)] == [
        "alerts",
        *written,
        "erasure-receipts",
        "key-uses",
    ]
    guards = [work for work in service.background if isinstance(getattr(work, "__self__", None), OrderGuard)]
    assert len(guards) == len(written)


async def test_records_of_the_model_go_to_its_topics_and_nowhere_else() -> None:
    batch = [
        received(DEDUPED_JOBS, PUBLISHED[0].key, PUBLISHED[0]),
        received(DEDUPED_JOBS, CLOSED[0].key, CLOSED[0]),
        received(DEDUPED_JOBS, CLOSED[0].key, None, version=8),
        received(CANDIDATE_PROFILES, CHANGED[0].key, CHANGED[0]),
        received(CANDIDATE_PROFILES, "demo/c-1001", None, version=5),
    ]
    in_force = await Embed(FakeVectors(), lambda: NOW)(batch)
    sent = await Embed(FakeVectors(), lambda: NOW, Part.introducing("e5"))(batch)
    assert [one.topic for one in sent] == [f"{one.topic}.e5" for one in in_force]
    assert [(one.key, one.value) for one in sent] == [(one.key, one.value) for one in in_force]
    # Two records, not one written twice.
    assert all(
        dict(one.headers)["ce_id"] != dict(other.headers)["ce_id"] for one, other in zip(sent, in_force, strict=True)
    )
    assert isinstance(decode(introducing(EMBEDDED_JOBS, "e5"), lying(sent[0])), JobEmbedded)


@pytest.mark.parametrize(("reader", "back"), [("embed", "embed"), (Introduction("e5.v2").reader, "embed_e5_v2")])
async def test_a_dead_letter_comes_back_to_the_reader_that_refused_it(reader: str, back: str) -> None:
    refused = received(CANDIDATE_PROFILES, "demo/c-1", None, version=2).record
    letter = letter_of(refused, reader, InvalidRecord("bad_key", "no"), 1)
    assert letter.topic == "candidate-profiles.dlq"
    again = redrive(lying(letter))
    assert again.topic == f"candidate-profiles.{back}.retry"
    assert again.topic in by_name(reader, (CANDIDATE_PROFILES,))
    # Refused once more, it lies where the first one does, and goes on from there as the others do.
    assert letter_of(lying(again), reader, InvalidRecord("bad_key", "no"), 1).topic == letter.topic
    (sent,) = await Embed(FakeVectors(), lambda: NOW, Part.introducing("e5.v2"))([Received(lying(again), None)])
    assert sent.topic == "embedded-candidates.e5.v2"
