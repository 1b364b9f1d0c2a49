"""A role that no keyword knows, and the category that a model gave it, over every store."""

from dataclasses import replace
from datetime import timedelta

from rematch_ingest.domain.categories import KNOWN_FROM, Category
from tests.contract.queues import Scraped, wanting
from tests.fakes.samples import NOW

TITLE, SLUG, NAME = "Widget Whisperer", "widget_whisperer", "widget whisperer"
SEAWEED = Category("seaweed_farming", "Seaweed Farming", (), "model")
MINUTE = timedelta(minutes=1)


async def made(scraped: Scraped) -> Category:
    for number in range(KNOWN_FROM):
        await scraped.note(wanting(TITLE, who=f"c-{number}"))
    await scraped.queue.sweep(NOW + MINUTE)
    (found,) = await scraped.advice.unadvised(10)
    assert found.slug == SLUG
    return found


async def test_a_seeded_category_is_not_asked_about(scraped: Scraped) -> None:
    assert await scraped.advice.unadvised(10) == []


async def test_a_role_whose_own_category_stays_is_asked_about_once(scraped: Scraped) -> None:
    role = await made(scraped)
    await scraped.advice.advised(role, None, NOW)
    assert await scraped.advice.unadvised(10) == []
    assert await scraped.categories.one(SLUG) == role


async def test_a_known_category_takes_the_role_and_keeps_its_own_words(scraped: Scraped) -> None:
    role = await made(scraped)
    nurse = next(one for one in await scraped.categories.all() if one.origin == "seeded")
    for _ in range(2):  # a second replica has asked the same
        await scraped.advice.advised(role, nurse, NOW)
    found = await scraped.categories.one(nurse.slug)
    assert found == replace(nurse, keywords=(*nurse.keywords, NAME))
    assert await scraped.categories.one(SLUG) is None


async def test_a_new_category_is_there_with_the_role_as_its_keyword(scraped: Scraped) -> None:
    role = await made(scraped)
    await scraped.advice.advised(role, SEAWEED, NOW)
    assert await scraped.categories.one(SEAWEED.slug) == replace(SEAWEED, keywords=(NAME,))
    assert await scraped.categories.one(SLUG) is None
    assert await scraped.advice.unadvised(10) == []


async def test_what_an_admin_has_removed_meanwhile_takes_nobody(scraped: Scraped) -> None:
    role = await made(scraped)
    await scraped.categories.put(replace(SEAWEED, origin="admin"), NOW)
    assert await scraped.categories.remove(SEAWEED.slug, NOW)
    await scraped.advice.advised(role, SEAWEED, NOW)
    assert await scraped.categories.one(SEAWEED.slug) is None
    assert await scraped.categories.one(SLUG) == role
