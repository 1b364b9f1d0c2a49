"""Passwords of Kafka's users, for SCRAM: the cluster gets a salted hash and never the password."""

import hashlib
import secrets

from aiokafka.admin import AIOKafkaAdminClient

from rematch_devstack.security.protocol import AlterScram, DescribeScram, ask, check

# Of the RFCs 5802 and 7677 the least is 4,096; each login costs so many hashes on both sides.
ITERATIONS = 8_192
_MECHANISMS = {"SCRAM-SHA-256": (1, "sha256"), "SCRAM-SHA-512": (2, "sha512")}


async def set_password(admin: AIOKafkaAdminClient, user: str, password: str, mechanism: str = "SCRAM-SHA-512") -> None:
    """Make the user, or give it this password: what is connected stays so, each new connection needs the new one."""
    number, digest = _MECHANISMS[mechanism]
    salt = secrets.token_bytes(24)
    salted = hashlib.pbkdf2_hmac(digest, password.encode(), salt, ITERATIONS)
    answer = await ask(admin, AlterScram([(user, number, ITERATIONS, salt, salted, {})]))
    for _, code, told, *_rest in answer.results:
        check(code, told, f"a password for {user}")


async def known_users(admin: AIOKafkaAdminClient) -> frozenset[str]:
    """Who has a password for SCRAM."""
    answer = await ask(admin, DescribeScram())
    check(answer.error_code, answer.error_message, "to tell which users there are")
    return frozenset(user for user, code, _, credentials, *_rest in answer.results if not code and credentials)
