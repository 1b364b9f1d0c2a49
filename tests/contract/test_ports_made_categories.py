"""A category that is made of a role is known once enough people want the role, and for as long, over every store."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rematch_ingest.domain.categories import KNOWN_FROM
from tests.contract.queues import Scraped, wanting
from tests.fakes.samples import NOW

SHAMAN, SLUG = "Personal Shaman of King Harald", "personal_shaman_of_king_harald"
MINUTE = timedelta(minutes=1)


async def made(scraped: Scraped) -> list[str]:
    await scraped.queue.sweep(NOW + MINUTE)
    return [category.slug for category in await scraped.categories.all() if category.origin == "role"]


async def test_what_few_want_is_told_to_nobody(scraped: Scraped) -> None:
    for number in range(KNOWN_FROM - 1):
        await scraped.note(wanting(SHAMAN, who=f"c-{number}", tenant=f"t-{number}"))
    assert await made(scraped) == []
    assert await scraped.categories.one(SLUG) is None
    await scraped.note(wanting(SHAMAN, "Nurse", who="c-more"))
    assert await made(scraped) == [SLUG]
    assert await made(scraped) == [SLUG]


@pytest.mark.parametrize("change", [{"automated_matching": False}, {"status": "inactive"}])
async def test_who_may_not_be_matched_makes_none(scraped: Scraped, change: dict[str, Any]) -> None:
    for number in range(KNOWN_FROM + 1):
        await scraped.note(wanting(SHAMAN, who=f"c-{number}", **change))
    assert await made(scraped) == []


async def test_it_goes_with_those_who_want_it(scraped: Scraped) -> None:
    for number in range(KNOWN_FROM):
        await scraped.note(wanting(SHAMAN, who=f"c-{number}"))
    assert await made(scraped) == [SLUG]
    await scraped.note(wanting("Nurse", who="c-0"))
    assert await made(scraped) == []


async def test_what_an_admin_has_removed_or_written_stays_so(scraped: Scraped) -> None:
    for number in range(KNOWN_FROM):
        await scraped.note(wanting(SHAMAN, "Widget Whisperer", who=f"c-{number}"))
    assert await made(scraped) == [SLUG, "widget_whisperer"]
    assert await scraped.categories.remove("widget_whisperer", NOW)
    shaman = await scraped.categories.one(SLUG)
    assert shaman is not None
    await scraped.categories.put(replace(shaman, name="Shamans", origin="admin"), NOW)
    assert await made(scraped) == []
    for number in range(KNOWN_FROM):
        await scraped.note(wanting("Nurse", who=f"c-{number}"))
    assert await made(scraped) == []
    known = await scraped.categories.one(SLUG)
    assert known is not None
    assert known.name == "Shamans"
    for number in range(KNOWN_FROM):
        await scraped.note(wanting("Widget Whisperer", who=f"c-{number}"))
    assert await made(scraped) == ["widget_whisperer"], "nobody wanted it for a while: it is a new one"
