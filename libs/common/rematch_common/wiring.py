"""The parts every service is wired from, so that each bootstrap only says what is its own."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from rematch_common import outbox_waiting, tracing
from rematch_common.admission import Admission
from rematch_common.alarms import LOOK_EVERY, Alarms, DeadLetters
from rematch_common.alerting import straight, through
from rematch_common.buckets import Buckets, LeasedBuckets, OwnBuckets
from rematch_common.clock import monotonic, utc_now
from rematch_common.consumers import ConsumerSpec
from rematch_common.contracts import ACCESS_KEYS, ALERTS, KEY_USES, Topic
from rematch_common.database import Database
from rematch_common.errors import Unusable
from rematch_common.health import Health, Pulse
from rematch_common.http import new_api
from rematch_common.kafka import KafkaPublisher, TopicFollower, require_topics
from rematch_common.key_uses import EVERY, KeyUses
from rematch_common.keyring import KeyRing
from rematch_common.migrate import Migrations
from rematch_common.outbox import Outbox
from rematch_common.periodic import every
from rematch_common.postgres_buckets import PostgresBuckets
from rematch_common.readers import Readers
from rematch_common.records import Record
from rematch_common.revoked_uses import RevokedUses
from rematch_common.service import Resource, Service, Step
from rematch_common.settings import DatabaseSettings, ServiceSettings
from rematch_common.wire_settings import wire_of

Background = Callable[[], Awaitable[None]]
# Seconds until a topic that could not be followed is tried again.
_AGAIN = 1.0


class Worker:
    """Builds one service's process. Everything it needs of the outside is started by the service, in order."""

    def __init__(self, name: str, settings: ServiceSettings) -> None:
        self.name = name
        self.stop = asyncio.Event()
        self.publisher = KafkaPublisher(settings.kafka_bootstrap, f"rematch-{name}", wire_of(settings))
        self._settings = settings
        self.alarms = Alarms(name, straight(self.publisher), utc_now)
        self._letters = DeadLetters(self.alarms)
        self._readers = Readers(settings, self.publisher, self.stop, self._letters.came)
        self.health = Health(self._readers.pulses)
        self.api = new_api(name, self.health)
        self._resources: list[Resource] = []
        self._background: list[Background] = []
        self._topics: set[str] = set()
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
        if not self._readers.streams:
            self.writes(ALERTS)
            self._background += [every(_AGAIN, self.alarms.tell), every(LOOK_EVERY, self._letters.look)]
        self._resources += spec.behind
        return self._readers.add(spec)

    def follows(self, topic: Topic, see: Callable[[Sequence[Record]], Awaitable[None]]) -> None:
        """Every replica reads the whole topic, and goes on with it: what all must know."""
        follower = TopicFollower(self._settings.kafka_bootstrap, topic.name, see)
        self._topics.add(topic.name)
        self._background.append(every(_AGAIN, follower.run))

    def service(self, port: int) -> Service:
        async def topics_there() -> None:
            if unread := self._settings.replayed - self._readers.replayed:
                raise Unusable(f"REMATCH_REPLAYING: {self.name} reads no topic {min(unread)}")
            await require_topics(self._settings.kafka_bootstrap, sorted(self._topics | self._readers.topics))

        return Service(
            name=self.name,
            address=(self._settings.http_host, port),
            api=self.api,
            health=self.health,
            stop=self.stop,
            resources=[Step(topics_there), *self._resources],
            background=self._background,
            streams=self._readers.streams,
        )
