"""The parts every service is wired from, so that each bootstrap only says what is its own."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rematch_common import metrics, outbox_waiting, tracing
from rematch_common.admission import Admission
from rematch_common.alarms import LOOK_EVERY, Alarms, DeadLetters
from rematch_common.buckets import Buckets, LeasedBuckets, OwnBuckets
from rematch_common.bulk import BATCH, Behind, Gate, Quiet, bulk_group
from rematch_common.clock import monotonic, utc_now
from rematch_common.consume import ConsumeLoop, Handler, Policy, Tell
from rematch_common.contracts import ACCESS_KEYS, ALERTS, KEY_USES, Topic, dlq_topic, retry_topic
from rematch_common.database import Database
from rematch_common.faust_app import StreamSettings
from rematch_common.health import Health, Pulse
from rematch_common.http import new_api
from rematch_common.kafka import KafkaPublisher, TopicFollower, require_topics
from rematch_common.key_uses import EVERY, KeyUses
from rematch_common.keyring import KeyRing
from rematch_common.lasting import Lasting
from rematch_common.migrate import Migrations
from rematch_common.outbox import Outbox
from rematch_common.periodic import every
from rematch_common.postgres_buckets import PostgresBuckets
from rematch_common.records import Record
from rematch_common.renewing import Renewing
from rematch_common.retry import Patience
from rematch_common.revoked_uses import RevokedUses, straight, through
from rematch_common.service import Resource, Service, Step
from rematch_common.settings import DatabaseSettings, ServiceSettings
from rematch_common.stream import FaustStream
from rematch_common.topic_list import TopicList
from rematch_common.wires import wire_of

MakeStream = Callable[[Collection[str], asyncio.Event], FaustStream]
Background = Callable[[], Awaitable[None]]
# Seconds until a topic that could not be followed is tried again.
_AGAIN = 1.0


@dataclass(frozen=True, slots=True)
class ConsumerSpec:
    """One consumer: its name (which is its group), what it reads, what it does with it, and what it says of records
    that it can't do anything with. The `bulk` topics are read by a group of their own while the others are quiet, and
    while the groups `behind` this one keep up with what these topics lead to. One that is `lasting` stands beside an
    API that answers without it: the process is ready while it isn't, and stays when it gives up. Topics that come and
    go while it runs are `also` read, by the same group."""

    name: str
    topics: tuple[Topic, ...]
    handle: Handler
    tell: Tell | None = None
    bulk: tuple[Topic, ...] = ()
    behind: tuple[Behind, ...] = ()
    lasting: bool = False
    also: TopicList | None = None


def by_name(consumer: str, topics: tuple[Topic, ...]) -> dict[str, Topic]:
    """Each topic, and the retry topic that only this consumer reads."""
    names = {topic.name: topic for topic in topics}
    return names | {retry_topic(topic.name, consumer): topic for topic in topics}


class Worker:
    """Builds one service's process. Everything it needs of the outside is started by the service, in order."""

    def __init__(self, name: str, settings: ServiceSettings) -> None:
        self.name = name
        self.stop = asyncio.Event()
        self.publisher = KafkaPublisher(settings.kafka_bootstrap, f"rematch-{name}", wire_of(settings))
        self._settings = settings
        self._pulses: dict[str, Pulse] = {}
        self.health = Health(self._pulses)
        self.api = new_api(name, self.health)
        self._resources: list[Resource] = []
        self._background: list[Background] = []
        self._streams: list[Callable[[], FaustStream | Lasting | Renewing]] = []
        self._topics: set[str] = set()
        self.alarms = Alarms(name, straight(self.publisher), utc_now)
        self._letters = DeadLetters(self.alarms)
        tracing.configure(name, settings.otlp_endpoint)

    def database(self, settings: DatabaseSettings, migrations: Migrations) -> Database:
        """The service's own schema, brought to its newest revision first."""
        database = Database(settings.as_service, self.name, settings.database_pool)
        self._resources += [migrations, database]
        return database

    def outbox(self, database: Database) -> Outbox:
        """Drained once at the start: what a process that died had written and not yet published."""
        outbox = Outbox(self.name, database, self.publisher)
        self._resources += [self.publisher, Step(outbox.drain)]
        self._background.append(every(outbox_waiting.EVERY, outbox_waiting.waiting(self.name, database)))
        return outbox

    def publishing(self) -> KafkaPublisher:
        """For a service that has no outbox."""
        self._resources.append(self.publisher)
        return self.publisher

    def with_resource(self, resource: Resource) -> None:
        self._resources.append(resource)

    def keys(
        self, database: Database | None = None, outbox: Outbox | None = None, used: Callable[[str], None] | None = None
    ) -> KeyRing:
        """The verifier behind `requires`, for an API that asks for access keys. With a database (which has the table
        of rematch_common.postgres_buckets) keys are limited for all replicas together. `used`: who counts
        what is let in; otherwise it is told on key-uses."""
        ring = KeyRing(self._settings.kafka_bootstrap)
        buckets: Buckets = OwnBuckets(monotonic)
        if database is not None:
            buckets = LeasedBuckets(PostgresBuckets(database), monotonic)
        tell = through(outbox, database) if outbox and database else straight(self.publisher)
        revoked = RevokedUses(self.name, tell, utc_now)
        self.api.state.keys = ring
        self.api.state.admission = Admission(ring, buckets, revoked.notice, used or self._uses())
        self.writes(ALERTS)
        self._topics.add(ACCESS_KEYS.name)
        self._background += [ring.run, every(_AGAIN, revoked.tell)]
        return ring

    def _uses(self) -> Callable[[str], None]:
        uses = KeyUses(self.name, self.publisher, utc_now)
        self._resources.append(uses)
        self._background.append(every(EVERY, uses.tell))
        self.writes(KEY_USES)
        return uses.used

    def in_background(self, *work: Background) -> None:
        self._background += work

    def writes(self, *topics: Topic) -> None:
        self._topics |= {topic.name for topic in topics}

    def consumes(self, spec: ConsumerSpec) -> Pulse:
        """The pulse tells whether something fresh is there."""
        if not self._streams:
            self.writes(ALERTS)
            self._background += [every(_AGAIN, self.alarms.tell), every(LOOK_EVERY, self._letters.look)]
        fresh = self._consumes(spec, spec.name, spec.topics)
        self._resources += spec.behind
        if spec.bulk:
            self._consumes(spec, bulk_group(spec.name), spec.bulk, Quiet(fresh, spec.behind))
        return fresh

    def follows(self, topic: Topic, see: Callable[[Sequence[Record]], Awaitable[None]]) -> None:
        """Every replica reads the whole topic, and goes on with it: what all must know."""
        follower = TopicFollower(self._settings.kafka_bootstrap, topic.name, see)
        self._topics.add(topic.name)
        self._background.append(every(_AGAIN, follower.run))

    def _consumes(self, spec: ConsumerSpec, group: str, topics: tuple[Topic, ...], gate: Gate | None = None) -> Pulse:
        known = by_name(spec.name, topics)
        pulse = self._pulses[group] = Pulse(needed=not spec.lasting)
        metrics.READY.labels(group).set_function(pulse.ready)
        self._topics |= set(known) | {dlq_topic(topic.name) for topic in topics}
        shell = StreamSettings(
            *(self._settings.kafka_bootstrap, group, tuple(known)),
            batch_size=self._settings.batch_size if gate is None else min(BATCH, self._settings.batch_size),
            session_timeout=self._settings.session_timeout,
            gate=gate,
            member=self._settings.group_instance or None,
        )

        def stream(more: Collection[str], stop: asyncio.Event) -> FaustStream:
            topics = known | (dict.fromkeys(more, spec.also.like) if spec.also else {})
            return FaustStream(self._loop(spec, topics, pulse, stop), shell.reading(topics), pulse, stop)

        self._streams.append(lambda: self._living(spec, stream, pulse))
        return pulse

    def _loop(self, spec: ConsumerSpec, topics: Mapping[str, Topic], pulse: Pulse, stop: asyncio.Event) -> ConsumeLoop:
        patience = Patience(budget=self._settings.retry_budget, stop=stop, beat=pulse.beat)
        policy = Policy(patience, self._settings.poison_limit, spec.tell, self._letters.came)
        return ConsumeLoop(spec.name, topics, spec.handle, self.publisher, policy)

    def _living(self, spec: ConsumerSpec, stream: MakeStream, pulse: Pulse) -> FaustStream | Lasting | Renewing:
        if spec.also is not None:
            return Renewing(stream, spec.also, pulse, self.stop)
        once = partial(stream, (), self.stop)
        return Lasting(once, pulse, self.stop) if spec.lasting else once()

    def service(self, port: int) -> Service:
        async def topics_there() -> None:
            await require_topics(self._settings.kafka_bootstrap, sorted(self._topics))

        return Service(
            name=self.name,
            address=(self._settings.http_host, port),
            api=self.api,
            health=self.health,
            stop=self.stop,
            resources=[Step(topics_there), *self._resources],
            background=self._background,
            streams=self._streams,
        )
