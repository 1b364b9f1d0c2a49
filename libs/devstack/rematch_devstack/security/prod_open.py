"""What a demo leaves open and a deployment must not: the console, keys of the demo, webhooks without TLS."""

import asyncio
import contextlib
from collections.abc import Sequence

import httpx

from rematch_common.clock import utc_now
from rematch_common.codec import decode
from rematch_common.contracts import ACCESS_KEYS, AccessKey
from rematch_common.errors import DependencyAway, InvalidRecord, Unusable
from rematch_common.kafka import TopicFollower
from rematch_common.keys import in_force
from rematch_common.records import Record
from rematch_devstack.commands import demo_key
from rematch_devstack.doctor import Check
from rematch_devstack.security.prod import Deployment, judge

_PATIENCE = 30.0
_OF_A_DEMO = {
    "REMATCH_WEBHOOKS_INSECURE": "webhooks may go without TLS",
    "REMATCH_WEBHOOKS_PRIVATE": "webhooks may reach the deployment's own network",
}


async def left_open(deployment: Deployment) -> list[Check]:
    return [await _console(deployment), _webhooks(deployment), await _keys(deployment.bootstrap)]


async def _console(deployment: Deployment) -> Check:
    """Told by its settings; by itself, too, where REMATCH_CONSOLE_URL says where it is."""
    url = deployment.environ.get("REMATCH_CONSOLE_URL", "").rstrip("/")
    faults = ["REMATCH_CONSOLE_OPEN is set"] if deployment.switched_on("REMATCH_CONSOLE_OPEN") else []
    if url and not faults:
        faults = await _lets_in(url)
    asked = (
        "it asks for a key" if url else "REMATCH_CONSOLE_OPEN is not set here (not asked itself: REMATCH_CONSOLE_URL)"
    )
    return judge("Console", faults, asked, "take away REMATCH_CONSOLE_OPEN")


async def _lets_in(url: str) -> list[str]:
    try:
        async with httpx.AsyncClient(timeout=10.0) as client:
            answer = await client.get(f"{url}/dead-letters")
    except httpx.HTTPError as error:
        return [f"{url} does not answer: {type(error).__name__}"]
    return [f"{url} shows dead letters without a key"] if answer.status_code == httpx.codes.OK else []


def _webhooks(deployment: Deployment) -> Check:
    faults = [f"{name}: {why}" for name, why in _OF_A_DEMO.items() if deployment.switched_on(name)]
    return judge("Webhooks", faults, "with TLS, to public addresses", "take that setting away")


async def _keys(bootstrap: str) -> Check:
    try:
        keys = await _in_force(bootstrap)
    except (DependencyAway, Unusable, TimeoutError) as error:
        return Check("Access keys", False, f"they can't be looked at: {error}", "let `rematch` read access-keys")
    faults = [f"{key.key_id} of the tenant {key.tenant_id}" for key in keys if key.tenant_id == demo_key.TENANT]
    return judge("Access keys", faults, f"{len(keys)} in force, none a demo's", "`rematch keys revoke ID`")


async def _in_force(bootstrap: str) -> list[AccessKey]:
    """The last word about each."""
    found: dict[bytes, AccessKey | None] = {}

    async def see(records: Sequence[Record]) -> None:
        for record in records:
            with contextlib.suppress(InvalidRecord):
                event = decode(ACCESS_KEYS, record)
                found[record.key or b""] = event if isinstance(event, AccessKey) else None

    follower = TopicFollower(bootstrap, ACCESS_KEYS.name, see)
    running = asyncio.ensure_future(follower.run())
    caught_up = asyncio.ensure_future(follower.caught_up.wait())
    try:
        await asyncio.wait({running, caught_up}, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        elif not caught_up.done():
            raise TimeoutError(f"Kafka does not answer within {_PATIENCE:.0f} s")
    finally:
        for task in (running, caught_up):
            task.cancel()
        await asyncio.gather(running, caught_up, return_exceptions=True)
    return [key for key in found.values() if key is not None and in_force(key, utc_now())]
