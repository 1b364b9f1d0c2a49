"""The streams of one process: a group for each consumer, for its bulk topics, and for what is read again."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial

from rematch_common import metrics
from rematch_common.bulk import BATCH, Gate, Quiet, bulk_group
from rematch_common.consume import ConsumeLoop, Policy
from rematch_common.consumers import ConsumerSpec, among, by_name, replay_group
from rematch_common.contracts import Topic, dlq_topic
from rematch_common.faust_app import StreamSettings
from rematch_common.health import Pulse
from rematch_common.kafka import KafkaPublisher
from rematch_common.lasting import Lasting
from rematch_common.renewing import Renewing
from rematch_common.retry import Patience
from rematch_common.second_reading import SecondReading
from rematch_common.settings import ServiceSettings
from rematch_common.stream import FaustStream
from rematch_common.streams import Stream

MakeStream = Callable[[Collection[str], asyncio.Event], FaustStream]


class Readers:
    """`topics`: what must be there for them; `replayed`: what one of them reads again."""

    def __init__(
        self,
        settings: ServiceSettings,
        publisher: KafkaPublisher,
        stop: asyncio.Event,
        lettered: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._publisher = publisher
        self._stop = stop
        self._lettered = lettered
        self.pulses: dict[str, Pulse] = {}
        self.streams: list[Callable[[], Stream]] = []
        self.topics: set[str] = set()
        self.replayed: set[str] = set()

    def add(self, spec: ConsumerSpec) -> Pulse:
        """The pulse tells whether something fresh is there."""
        fresh = self._consumes(spec, spec.name, spec.topics)
        if spec.bulk:
            self._consumes(spec, bulk_group(spec.name), spec.bulk, Quiet(fresh, spec.behind))
        if again := among(spec, self._settings.replayed):
            self._replays(spec, again, Quiet(fresh, spec.behind))
        return fresh

    def _consumes(self, spec: ConsumerSpec, group: str, topics: tuple[Topic, ...], gate: Gate | None = None) -> Pulse:
        known = by_name(spec.name, topics)
        pulse = self.pulses[group] = Pulse(needed=not spec.lasting)
        metrics.READY.labels(group).set_function(pulse.ready)
        self.topics |= set(known) | {dlq_topic(topic.name) for topic in topics}
        shell = self._shell(group, known, gate)

        def stream(more: Collection[str], stop: asyncio.Event) -> FaustStream:
            topics = known | (dict.fromkeys(more, spec.also.like) if spec.also else {})
            return FaustStream(self._loop(spec, topics, pulse, stop), shell.reading(topics), pulse, stop)

        self.streams.append(lambda: self._living(spec, stream, pulse))
        return pulse

    def _shell(self, group: str, names: Collection[str], gate: Gate | None) -> StreamSettings:
        return StreamSettings(
            self._settings.kafka_bootstrap,
            group,
            tuple(names),
            batch_size=self._settings.batch_size if gate is None else min(BATCH, self._settings.batch_size),
            session_timeout=self._settings.session_timeout,
            gate=gate,
            member=self._settings.group_instance or None,
        )

    def _replays(self, spec: ConsumerSpec, topics: Mapping[str, Topic], gate: Gate) -> None:
        """What is left out of the dead letters' retries: whoever sends them back says so himself."""
        pulse, group = Pulse(needed=False), replay_group(spec.name)
        self.pulses[group] = pulse
        shell = replace(self._shell(group, topics, gate), measured=False)

        def stream(stop: asyncio.Event) -> FaustStream:
            return FaustStream(self._loop(spec, topics, pulse, stop), shell, pulse, stop)

        reader = (spec.name, frozenset(topics))
        self.streams.append(lambda: SecondReading(shell.bootstrap, reader, stream, pulse, self._stop))
        self.replayed |= topics.keys()

    def _loop(self, spec: ConsumerSpec, topics: Mapping[str, Topic], pulse: Pulse, stop: asyncio.Event) -> ConsumeLoop:
        patience = Patience(budget=self._settings.retry_budget, stop=stop, beat=pulse.beat)
        policy = Policy(patience, self._settings.poison_limit, spec.tell, self._lettered)
        return ConsumeLoop(spec.name, topics, spec.handle, self._publisher, policy)

    def _living(self, spec: ConsumerSpec, stream: MakeStream, pulse: Pulse) -> FaustStream | Lasting | Renewing:
        if spec.also is not None:
            return Renewing(stream, spec.also, pulse, self._stop)
        once = partial(stream, (), self._stop)
        return Lasting(once, pulse, self._stop) if spec.lasting else once()
