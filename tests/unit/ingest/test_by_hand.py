"""A person's wish to be matched by hand is kept, whichever way it came, until they say yes themselves."""

import pytest

from tests.unit.ingest.test_candidates import ADA, WHO, Desk


async def test_a_no_to_automated_matching_holds_until_they_say_yes() -> None:
    desk = Desk()
    await desk.put(ADA)
    withdrawn = await desk.take.consent(WHO, "c-1", agrees=False)
    assert withdrawn.facts.automated_matching is False
    assert withdrawn.withdrawn_at is not None
    for item in (ADA, {**ADA, "automated_matching": True}):
        assert await desk.put(item) == withdrawn, "a list from another system is not the person's word"
    patched = await desk.take.patch(WHO, "c-1", {"automated_matching": True, "skills": ["sql"]}, None)
    assert patched.facts.automated_matching is False
    agreed = await desk.take.consent(WHO, "c-1", agrees=True)
    assert (agreed.facts.automated_matching, agreed.withdrawn_at) == (True, None)
    assert desk.told == [1, 2, 3, 4]


NO = {**ADA, "automated_matching": False}


@pytest.mark.parametrize("way", ["put", "patch", "list"])
async def test_a_no_that_came_by_a_list_holds_as_well(way: str) -> None:
    """Their wish to be matched by hand is the same, whoever typed it in; only their own yes ends it."""
    desk = Desk()
    await desk.put(ADA)
    if way == "put":
        await desk.put(NO)
    elif way == "patch":
        await desk.take.patch(WHO, "c-1", {"automated_matching": False}, None)
    else:
        await desk.take.list([NO], WHO)
    since = desk.store.stored["demo", "c-1"].withdrawn_at
    assert since is not None
    await desk.put({**ADA, "automated_matching": True})
    await desk.take.list([{**ADA, "automated_matching": True, "skills": ["sql"]}], WHO)
    await desk.take.approve(WHO, "c-1")
    await desk.put({**ADA, "status": "placed"})
    kept = desk.store.stored["demo", "c-1"]
    assert (kept.facts.automated_matching, kept.withdrawn_at) == (False, since)
    agreed = await desk.take.consent(WHO, "c-1", agrees=True)
    assert (agreed.facts.automated_matching, agreed.withdrawn_at) == (True, None)


async def test_who_comes_in_with_a_no_is_matched_by_hand_from_the_start() -> None:
    desk = Desk()
    assert (await desk.put(NO)).withdrawn_at is not None
    assert (await desk.put(ADA)).facts.automated_matching is False
