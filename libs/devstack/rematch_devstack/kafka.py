"""Apache Kafka on this machine: the Java runtime of a wheel, jars with pinned hashes, KRaft mode, one node."""

import asyncio
import base64
import logging
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rematch_devstack.errors import StackError
from rematch_devstack.jvm import ENVIRONMENT, java
from rematch_devstack.kafka_config import log4j_properties, server_properties
from rematch_devstack.logs import last_word
from rematch_devstack.ports import LOOPBACK, answers
from rematch_devstack.processes import Command, run
from rematch_devstack.specs import KAFKA_TIER, ServiceSpec
from rematch_devstack.waiting import until

FORMAT_TIMEOUT = 60.0
ANSWER_TIMEOUT = 5.0
ENTRY = re.compile(r"^\d{4}-\S+ [A-Z]+ ")
COMPLAINT = re.compile(r"^\S+ (?:ERROR|FATAL) [^:]+: (.*)")
CAUSE = re.compile(r"^(?:Caused by: )?(?:[a-z]\w*\.)+\w+: (.*)")

# The client complains through logging about a broker that is not up yet; without a handler Python prints that.
logging.getLogger("aiokafka").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Otherwise:
    """What is not as usual: options of the JVM, settings beside and instead of ours (`{port}` and `{controller}` stand
    for its ports), arguments for the formatting of its storage, and with what a client is made that asks whether it
    answers."""

    options: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    formatting: tuple[str, ...] = ()
    client: Mapping[str, Any] = field(default_factory=dict)


class EmbeddedKafka:
    """One broker and its data. The supervisor runs it by its `spec`."""

    def __init__(
        self,
        data_dir: Path,
        jars: Sequence[Path],
        port: int,
        controller_port: int,
        otherwise: Otherwise = Otherwise(),
    ) -> None:
        self._dir = data_dir.absolute()
        self._otherwise = otherwise
        self._log_began = 0
        self._jars = tuple(jars)
        self._port = port
        self._controller_port = controller_port

    @property
    def bootstrap(self) -> str:
        return f"{LOOPBACK}:{self._port}"

    @property
    def log(self) -> Path:
        """Kafka's own log."""
        return self._dir / "kafka.log"

    def spec(self, inherit: tuple[int, ...] = ()) -> ServiceSpec:
        """How the supervisor runs it. `inherit`: file descriptors that stay open as long as it lives."""
        return ServiceSpec(
            name="kafka",
            command=self._java("kafka.Kafka", str(self._properties), inherit=inherit),
            ready=self.ready,
            tier=KAFKA_TIER,
            prepare=self.prepare,
            why=self.last_error,
            quiet=True,
        )

    async def prepare(self) -> None:
        """Write the configuration, and format the storage when there is none yet."""
        if "," in str(self._dir):
            raise StackError(f"Kafka cannot keep its data in {self._dir}: the path has a comma")
        self._dir.mkdir(parents=True, exist_ok=True)
        ports = {"port": self._port, "controller": self._controller_port}
        self._properties.write_text(server_properties(self._storage, ports, self._otherwise.settings))
        self._log_settings.write_text(log4j_properties(self.log))
        self._log_began = self.log.stat().st_size if self.log.is_file() else 0
        if not (self._storage / "meta.properties").is_file():
            await self._format()

    async def ready(self) -> bool:
        """Whether the broker itself says that it is part of its cluster."""
        # Asked first, because the client shouts about a port that is closed.
        return answers(self._port) and await broker_answers(self.bootstrap, self._otherwise.client)

    async def wait_ready(self, deadline: float) -> None:
        """Until it answers; StackError after `deadline` seconds."""
        try:
            async with asyncio.timeout(deadline):
                await until(self.ready)
        except TimeoutError:
            raise StackError(f"Kafka does not answer after {deadline:.0f} s: {self.last_error([])}") from None

    def last_error(self, lines: list[str]) -> str:
        """The last thing that Kafka complained about in its log, else what the JVM said."""
        complaint = last_complaint(self._log_since_start())
        return f"{complaint} ({self.log})" if complaint else last_word(lines)

    def _log_since_start(self) -> list[str]:
        if not self.log.is_file():
            return []
        size = self.log.stat().st_size
        # A smaller file than before is a new one. The end is enough: what stops a broker is what it says last.
        began = self._log_began if size >= self._log_began else 0
        with self.log.open("rb") as log:
            log.seek(max(began, size - 256 * 1024))
            return log.read().decode(errors="replace").splitlines()

    @property
    def _storage(self) -> Path:
        return self._dir / "data"

    @property
    def _properties(self) -> Path:
        return self._dir / "server.properties"

    @property
    def _log_settings(self) -> Path:
        return self._dir / "log4j2.properties"

    async def _format(self) -> None:
        # The id stands in a file of its own: whatever half of a format is left, the next try makes the same cluster.
        cluster = self._dir / "cluster.id"
        if not cluster.is_file():
            cluster.write_text(_cluster_id())
        usual = ("format", "--ignore-formatted", "-t", cluster.read_text(), "-c", str(self._properties))
        arguments = (*usual, *self._otherwise.formatting)
        code, said = await run("kafka", self._java("kafka.tools.StorageTool", *arguments), FORMAT_TIMEOUT)
        if code != 0:
            raise StackError(
                f"Kafka's storage in {self._storage} could not be formatted: {last_word(said.splitlines())}"
            )

    def _java(self, main: str, *arguments: str, inherit: tuple[int, ...] = ()) -> Command:
        log_settings = f"-Dlog4j2.configurationFile={self._log_settings}"
        crash_report = f"-XX:ErrorFile={self._dir / 'jvm-crash-%p.log'}"
        return Command(
            argv=(*java(self._jars, log_settings, crash_report, *self._otherwise.options), main, *arguments),
            env=ENVIRONMENT,
            cwd=self._dir,
            inherit=inherit,
        )


async def broker_answers(bootstrap: str, client: Mapping[str, Any] | None = None) -> bool:
    """Whether a broker at the address answers a request for the cluster's metadata, and counts itself in."""
    from aiokafka.admin import AIOKafkaAdminClient
    from aiokafka.errors import KafkaError

    patience = int(ANSWER_TIMEOUT * 1000)
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=patience, **(client or {}))
    try:
        async with asyncio.timeout(ANSWER_TIMEOUT):
            await admin.start()
            return bool((await admin.describe_cluster())["brokers"])
    except (KafkaError, OSError, TimeoutError):
        return False
    finally:
        await admin.close()


def last_complaint(log: list[str]) -> str:
    """The cause of the last error in Kafka's log; empty when it complained about nothing."""
    found = ""
    complaining = False
    for line in log:
        if ENTRY.match(line):
            complaint = COMPLAINT.match(line)
            complaining = complaint is not None
            found = complaint[1] if complaint else found
        elif complaining and (cause := CAUSE.match(line)):
            # Of a chain of causes the last one is the first that happened.
            found = cause[1]
    return found


def _cluster_id() -> str:
    """Kafka's form of a UUID; a leading dash would look like an option to the tool that reads it."""
    while (text := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return text
