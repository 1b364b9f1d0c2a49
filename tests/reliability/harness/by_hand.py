"""Somebody asks to be matched by hand, and agrees again later: over all services."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from rematch_devstack.waiting import until
from rematch_match.domain.notice import BY_HAND
from tests.reliability.harness.asking import PATIENCE, Asking
from tests.reliability.harness.system import TENANT
from tests.reliability.harness.topics import Topics, last_of_each_key


async def is_matched_by_hand(person: Mapping[str, Any], pairs: int, topics: Topics, asking: Asking) -> None:
    """A no to automated matching withdraws every match, and says why. It holds, whatever a list says and whoever asks
    for matches, until the person says yes."""
    path, key = f"/v1/candidates/{person['candidate_id']}", f"{TENANT}/{person['candidate_id']}/"
    await asking.answered("POST", f"{path}/consent", json={"automated_matching": False})
    await told_as(topics, key, ["consent"] * pairs)
    changed = {**person, "experience_years": 9, "automated_matching": True}
    put = await asking.answered("PUT", path, json=changed)
    assert (put["automated_matching"], put["experience_years"]) == (False, 9)
    await topics.read_by(("embed", "embed-bulk", "match"), PATIENCE)
    await asking.answered("POST", f"{path}/generate", 409, of="match")
    found = await asking.answered("GET", f"{path}/matches", of="match")
    assert (found["matches"], found["note"]) == ([], BY_HAND)
    await told_as(topics, key, ["consent"] * pairs)
    await asking.answered("POST", f"{path}/consent", json={"automated_matching": True})
    await told_as(topics, key, [None] * pairs)


async def told_as(topics: Topics, key: str, reasons: Sequence[str | None]) -> None:
    """The last words about the pairs are withdrawals for these reasons; None: it is in force."""

    async def told() -> bool:
        last = last_of_each_key((await topics.read(["matches"]))["matches"])
        pairs = [one.value for name, one in last.items() if name.startswith(key)]
        return [orjson.loads(value or b"{}").get("reason") for value in pairs] == reasons

    async with asyncio.timeout(PATIENCE):
        await until(told)
