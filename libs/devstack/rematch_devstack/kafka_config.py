"""What the embedded Kafka is told: one node that is broker and controller, on loopback, sized for one machine."""

from collections.abc import Mapping
from pathlib import Path

# Records of internal and dead-letter topics may have 4 MiB; the batch around one needs a little more.
LARGEST_BATCH = 4 * 1024 * 1024 + 64 * 1024

SETTINGS: Mapping[str, str] = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "message.max.bytes": str(LARGEST_BATCH),
    "replica.fetch.max.bytes": str(LARGEST_BATCH),
    "num.partitions": "4",
    "default.replication.factor": "1",
    "min.insync.replicas": "1",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "2",
    "num.recovery.threads.per.data.dir": "2",
    "log.cleaner.dedupe.buffer.size": str(8 * 1024 * 1024),
    # Files are preallocated for the index of a whole segment: small ones keep a hundred partitions small.
    "log.segment.bytes": str(128 * 1024 * 1024),
    "log.index.size.max.bytes": str(1024 * 1024),
    "log.retention.hours": "168",
    "offsets.topic.num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # A broker that was killed may only come back when its last life is forgotten: 3 s instead of 9.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "1000",
    # One worker a group is the rule here: nobody else is worth waiting for.
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "6000",
    "group.max.session.timeout.ms": "300000",
}

LOG4J = """\
status = error
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = {path}
appender.file.filePattern = {path}.%i
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d{{ISO8601}} %p %c{{1}}: %m%n%ex
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 10MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 2
rootLogger.level = {level}
rootLogger.appenderRef.file.ref = file
"""


def server_properties(log_dir: Path, ports: Mapping[str, int], otherwise: Mapping[str, str] | None = None) -> str:
    """The text of server.properties. `ports`: of the broker (`port`) and of its `controller`."""
    addresses = {
        "listeners": "PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": "PLAINTEXT://127.0.0.1:{port}",
        "controller.quorum.voters": "1@127.0.0.1:{controller}",
        "log.dirs": _escaped(log_dir),
    }
    told = {**SETTINGS, **addresses, **(otherwise or {})}
    for name, port in ports.items():
        told = {key: value.replace(f"{{{name}}}", str(port)) for key, value in told.items()}
    return "".join(f"{key}={value}\n" for key, value in told.items())


def log4j_properties(path: Path, level: str = "INFO") -> str:
    """The text of log4j2.properties: to a file with two predecessors, never to the screen."""
    return LOG4J.format(path=_escaped(path), level=level)


def _escaped(path: Path) -> str:
    """A backslash in a path would be read as an escape."""
    return str(path).replace("\\", "\\\\")
