"""A Kafka that asks who somebody is, and lets them do what they were granted."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from rematch_common.contracts.access import ACCESS, user_of
from rematch_common.secured import KafkaSecurity, secured
from rematch_devstack import jars, workspace
from rematch_devstack.kafka import EmbeddedKafka, Otherwise
from rematch_devstack.ports import LOOPBACK, Ports
from rematch_devstack.security import acls
from rematch_devstack.security.granting import grant
from rematch_devstack.security.users import set_password
from rematch_devstack.supervisor import Supervisor
from rematch_devstack.waiting import until
from tests.secure.certificates import Authority, write

ADMIN = "admin"


@dataclass
class SecureKafka:
    """Where it is, who signed its certificate, and the password files of its users."""

    bootstrap: str
    authority: Authority
    folder: Path
    users: set[str] = field(default_factory=set)

    def file(self, user: str) -> Path:
        return self.folder / f"{user}.password"

    def security(self, user: str) -> KafkaSecurity:
        return KafkaSecurity(
            security="SASL_SSL", username=user, password_file=self.file(user), ca_file=self.authority.ca
        )

    def environment(self, user: str) -> dict[str, str]:
        """What a process is told that logs in as this user."""
        return {
            "REMATCH_KAFKA_BOOTSTRAP": self.bootstrap,
            "REMATCH_KAFKA_SECURITY": "SASL_SSL",
            "REMATCH_KAFKA_USERNAME": user,
            "REMATCH_KAFKA_PASSWORD_FILE": str(self.file(user)),
            "REMATCH_KAFKA_CA_FILE": str(self.authority.ca),
        }

    def denied(self) -> list[str]:
        """What the broker has refused to let somebody do, in its own words."""
        log = (self.folder / "kafka" / "kafka.log").read_text("utf-8", "replace")
        return [line for line in log.splitlines() if " is Denied " in line]

    @contextlib.asynccontextmanager
    async def administrator(self) -> AsyncIterator[AIOKafkaAdminClient]:
        async with self.admin(ADMIN) as admin:
            yield admin

    @contextlib.asynccontextmanager
    async def admin(self, user: str) -> AsyncIterator[AIOKafkaAdminClient]:
        client = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap, **secured(self.security(user)))
        try:
            await client.start()
            yield client
        finally:
            await client.close()

    async def give_password(self, user: str) -> None:
        """A new one: in its file first, then in Kafka, as docs/operating.md says."""
        password = secrets.token_urlsafe(18)
        write(self.file(user), password)
        async with self.administrator() as admin:
            await set_password(admin, user, password)
        self.users.add(user)
        async with asyncio.timeout(30):
            await until(partial(self.lets_in, user))

    async def lets_in(self, user: str) -> bool:
        """The controller takes a password, and tells the broker a moment later."""
        try:
            async with self.admin(user):
                return True
        except KafkaError:
            return False

    async def grant_all(self) -> None:
        """Every user of ACCESS, and what they may do."""
        for service in ACCESS:
            await self.give_password(user_of(service))
        async with self.administrator() as admin:
            await grant(admin, tuple(sorted(acls.wanted())))


@contextlib.asynccontextmanager
async def running_kafka(folder: Path, **settings: str) -> AsyncIterator[SecureKafka]:
    """One broker whose only listener for clients is SASL_SSL. `settings` beside, with `_` for `.`."""
    authority, password = Authority(folder), secrets.token_urlsafe(18)
    write(folder / f"{ADMIN}.password", password)
    with Ports() as ports:
        found = jars.ensure(jars.folder(workspace.default_cache_dir()), jars.kafka_pins())
        port = ports.free()
        kafka = SecureKafka(f"{LOOPBACK}:{port}", authority, folder)
        otherwise = Otherwise(
            settings={
                **_settings(authority, password),
                **{name.replace("_", "."): told for name, told in settings.items()},
            },
            formatting=("--add-scram", f"SCRAM-SHA-512=[name={ADMIN},password={password}]"),
            client=secured(kafka.security(ADMIN)),
        )
        supervisor = Supervisor(folder / "logs")
        supervisor.add(EmbeddedKafka(folder / "kafka", found, port, ports.free(), otherwise).spec())
        try:
            await supervisor.start()
            yield kafka
        finally:
            await supervisor.stop_all()


def _settings(authority: Authority, password: str) -> Mapping[str, str]:
    login = "org.apache.kafka.common.security.scram.ScramLoginModule required"
    return {
        "listeners": "SECURE://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": "SECURE://127.0.0.1:{port}",
        "listener.security.protocol.map": "SECURE:SASL_SSL,CONTROLLER:SSL",
        "inter.broker.listener.name": "SECURE",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        "listener.name.secure.scram-sha-512.sasl.jaas.config": f'{login} username="{ADMIN}" password="{password}";',
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(authority.store("broker")),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority.ca),
        "listener.name.controller.ssl.client.auth": "required",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": f"User:{ADMIN};User:CN=broker",
    }
