"""Kafka: encrypted, asking who somebody is, letting them do what ACCESS says, and keeping three copies."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

from rematch_common.contracts import all_topics
from rematch_common.contracts.access import ACCESS, user_of
from rematch_common.errors import Unusable
from rematch_common.secured import KafkaSecurity, security
from rematch_devstack.doctor import Check
from rematch_devstack.errors import StackError
from rematch_devstack.security import acls
from rematch_devstack.security.granting import administrating, difference
from rematch_devstack.security.prod import Deployment, judge
from rematch_devstack.security.users import known_users

COPIES, IN_SYNC = 3, 2
_CLEAR = ("PLAINTEXT", "SASL_PLAINTEXT")
_PATIENCE = 10.0
_GRANT = "run `rematch topics --acls` as an administrator (--revoke takes back what is beyond)"


async def kafka(deployment: Deployment) -> list[Check]:
    try:
        how = security()
    except Unusable as error:
        return [Check("Kafka login", False, str(error), "mend that, and look again")]
    found = [_encrypted(how), await _clear_refused(deployment.bootstrap)]
    try:
        async with administrating(deployment.bootstrap) as admin:
            who = how.username or ("a certificate" if how.cert_file else "nobody")
            found.append(Check("Kafka login", True, f"as {who}"))
            return [*found, *await _of_cluster(admin, how)]
    except StackError as error:
        remedy = "see REMATCH_KAFKA_USERNAME, REMATCH_KAFKA_PASSWORD_FILE and REMATCH_KAFKA_CA_FILE"
        return [*found, Check("Kafka login", False, str(error), remedy)]


def _encrypted(how: KafkaSecurity) -> Check:
    faults = [] if how.encrypted else [f"REMATCH_KAFKA_SECURITY is {how.security}"]
    if how.encrypted and not (how.logs_in or how.cert_file):
        faults.append("nobody logs in: SSL without a certificate of one's own")
    if how.sasl == "PLAIN" and how.logs_in:
        faults.append("PLAIN hands the password to the broker")
    return judge(
        "Kafka encrypted", faults, f"{how.security}", "set REMATCH_KAFKA_SECURITY=SASL_SSL, with SCRAM-SHA-512"
    )


async def _clear_refused(bootstrap: str) -> Check:
    """Asked for metadata without TLS and without a name."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=int(_PATIENCE * 1000))
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    try:
        async with asyncio.timeout(_PATIENCE):
            await admin.start()
        faults = [f"{bootstrap} answers without TLS"]
    except (KafkaError, OSError, TimeoutError):
        faults = []
    finally:
        await admin.close()
    return judge(
        "Kafka refuses the clear", faults, "who speaks without TLS gets no answer", "see listeners of the broker"
    )


async def _of_cluster(admin: AIOKafkaAdminClient, how: KafkaSecurity) -> list[Check]:
    looks: Mapping[str, Callable[[], Awaitable[Check]]] = {
        "Kafka listeners": lambda: _listeners(admin),
        "Kafka users": lambda: _users(admin, how),
        "Kafka's access control": lambda: _granted(admin),
        "Kafka's copies": lambda: _copies(admin),
    }
    return [await _looked(name, look) for name, look in looks.items()]


async def _looked(name: str, look: Callable[[], Awaitable[Check]]) -> Check:
    """What one look finds; what can't be looked at keeps nobody from looking at the rest."""
    try:
        return await look()
    except (StackError, KafkaError) as error:
        return Check(name, False, str(error), "log in as an administrator; see authorizer.class.name of the broker")


async def _listeners(admin: AIOKafkaAdminClient) -> Check:
    faults, remedy = [], "give each listener SASL_SSL (or SSL) in listener.security.protocol.map"
    for node in [broker.nodeId for broker in admin._client.cluster.brokers()]:
        told = await _settings(admin, ConfigResourceType.BROKER, [str(node)])
        faults += [f"broker {node}: {fault}" for fault in broker_faults(told.get(str(node), {}))]
    return judge("Kafka listeners", faults, "all are encrypted", remedy)


def broker_faults(settings: Mapping[str, str | None]) -> Iterator[str]:
    """What of a broker's settings lets somebody in who should not be."""
    if "listeners" not in settings:
        yield "its settings can't be looked at: log in as an administrator"
        return
    protocols = dict(
        pair.strip().split(":", 1)
        for pair in (settings.get("listener.security.protocol.map") or "").split(",")
        if ":" in pair
    )
    for listener in (settings["listeners"] or "").split(","):
        name = listener.split("://")[0].strip()
        if protocols.get(name, name) in _CLEAR:
            yield f"listener {name} is {protocols.get(name, name)}"
    if not settings.get("authorizer.class.name"):
        yield "no authorizer: whoever logs in may do everything"
    if settings.get("allow.everyone.if.no.acl.found") == "true":
        yield "allow.everyone.if.no.acl.found is true"


async def _users(admin: AIOKafkaAdminClient, how: KafkaSecurity) -> Check:
    if not how.logs_in and how.cert_file is None:
        return judge("Kafka users", ["nobody says who they are"], "", "log in: REMATCH_KAFKA_SECURITY=SASL_SSL")
    if not how.logs_in:
        return Check("Kafka users", True, "known by their certificates")
    known = await known_users(admin)
    missing = [f"there is no {user}" for user in map(user_of, ACCESS) if user not in known]
    return judge("Kafka users", missing, "each service has its own", "make it with `rematch users set`")


async def _granted(admin: AIOKafkaAdminClient) -> Check:
    found = await difference(admin, acls.wanted())
    faults = [f"beyond ACCESS: {binding}" for binding in found.beyond]
    faults += [f"missing: {binding}" for binding in found.missing]
    return judge("Kafka's access control", faults, "as ACCESS says, and nothing more", _GRANT)


async def _copies(admin: AIOKafkaAdminClient) -> Check:
    parts = {found["topic"]: found["partitions"] for found in await admin.describe_topics()}
    names = [topic.name for topic in all_topics()]
    faults = [f"there is no {name}" for name in names if not parts.get(name)]
    there = [name for name in names if parts.get(name)]
    few = {name: min(len(part["replicas"]) for part in parts[name]) for name in there}
    faults += [f"{name} has {count} of {COPIES} copies" for name, count in few.items() if count < COPIES]
    told = await _settings(admin, ConfigResourceType.TOPIC, there)
    least = {name: int(told.get(name, {}).get("min.insync.replicas") or 0) for name in there}
    faults += [f"{name} is written with {count} in sync" for name, count in least.items() if count < IN_SYNC]
    remedy = (
        "`rematch topics --replication 3` makes new ones so; docs/operating.md, 'More copies', tells of those there"
    )
    return judge("Kafka's copies", faults, f"{COPIES} or more, {IN_SYNC} in sync or more", remedy)


async def _settings(
    admin: AIOKafkaAdminClient, kind: ConfigResourceType, names: Sequence[str]
) -> dict[str, dict[str, str | None]]:
    if not names:
        return {}
    answers = await admin.describe_configs([ConfigResource(kind, name) for name in names])
    resources = [resource for answer in answers for resource in answer.resources]
    return {name: {entry[0]: entry[1] for entry in entries} for code, _, _, name, entries in resources if not code}
