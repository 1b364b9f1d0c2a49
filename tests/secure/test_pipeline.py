"""The whole pipeline with TLS, each service's own user, and secrets in files; all of them rotated while it works."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from rematch_common.contracts.access import user_of
from rematch_devstack.roles import SCHEMAS, role_of
from rematch_devstack.specs import Status
from tests.secure.driving import tenant
from tests.secure.system import SecureSystem, running

pytestmark = [pytest.mark.stack, pytest.mark.asyncio(loop_scope="module")]
SKILLS = ("Python", "PostgreSQL")
REAUTHENTICATED = "8000"
PIPELINE = ("ingest", "dedup", "embed", "match", "notify")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SecureSystem]:
    """Its broker wants to be told the password again every eight seconds."""
    async with running(tmp_path_factory.mktemp("secure"), connections_max_reauth_ms=REAUTHENTICATED) as started:
        yield started


async def test_a_posting_goes_all_the_way_and_nobody_is_refused_anything(system: SecureSystem) -> None:
    async with tenant(system) as acme:
        await acme.person("jane", *SKILLS)
        await acme.hears(await acme.posting(1, *SKILLS))
    assert system.denied() == []


async def test_rotated_passwords_are_taken_up_without_a_restart_and_without_loss(system: SecureSystem) -> None:
    async with tenant(system) as acme:
        await acme.person("john", *SKILLS)
        titles = [await acme.posting(100, *SKILLS)]
        await acme.hears(titles[0])
        before = system.lives()
        for number, service in enumerate(PIPELINE):
            await system.kafka.give_password(user_of(service))
            if service in SCHEMAS:
                await system.postgres.give_password(role_of(service))
                await system.postgres.disconnect(role_of(service))
            titles.append(await acme.posting(200 + number, *SKILLS))
        # Nothing is waited for: after this time the broker has cut off who knows the former password alone.
        await asyncio.sleep(int(REAUTHENTICATED) / 1000)
        titles += [await acme.posting(300 + number, *SKILLS) for number in range(5)]
        for title in titles:
            await acme.hears(title)
    assert system.lives() == before
    assert all(status is Status.READY for name, status in system.supervisor.statuses.items() if name in PIPELINE)
    assert system.denied() == []
