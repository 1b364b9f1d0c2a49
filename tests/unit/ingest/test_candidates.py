"""What becomes of a candidate: status, consent, patches and versions."""

from datetime import timedelta
from typing import Any

import pytest

from rematch_common.contracts import CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK
from rematch_common.errors import InvalidRecord
from rematch_common.keys import Principal
from rematch_ingest.domain.merging import merged
from rematch_ingest.domain.people import Person, shown
from rematch_ingest.domain.refusing import Conflict, Stale, Unknown
from rematch_ingest.handlers.candidates import MOST_FRESH, TakeIn
from tests.fakes.people import FakeCandidates, FakeChoices
from tests.fakes.samples import NOW

WHO = Principal("k", "demo", frozenset({"candidates:write"}))
OTHER = Principal("k", "second", frozenset({"candidates:write"}))
ADA = {
    "candidate_id": "c-1",
    "first_name": "Ada",
    "headline": "Ada, engineer",
    "skills": ["go"],
    "titles": ["Engineer"],
}


class Desk:
    """A recruiter at work."""

    def __init__(self, ready: bool = True) -> None:
        self.store = FakeCandidates()
        self.choices = FakeChoices(ready)
        self.drained = 0
        self.clock = NOW
        self.take = TakeIn(self.store, self.choices, self._drain, self._now)

    def _now(self) -> Any:
        self.clock += timedelta(hours=1)
        return self.clock

    async def _drain(self) -> None:
        self.drained += 1

    async def put(self, item: dict[str, Any], if_match: int | None = None) -> Person:
        return await self.take.put(WHO, "c-1", item, if_match)

    @property
    def told(self) -> list[int]:
        return [entry.version for entry in self.store.outbox.of(CANDIDATE_PROFILES.name)]


async def test_a_candidate_that_did_not_change_keeps_its_version_and_says_nothing() -> None:
    desk = Desk()
    versions = [(await desk.put(item)).version for item in (ADA, ADA, {**ADA, "skills": ["sql"]})]
    assert (versions, desk.told) == ([1, 1, 2], [1, 2])
    assert desk.drained == 3


async def test_what_is_shown_may_be_put_as_it_is() -> None:
    desk = Desk()
    first = await desk.put({**ADA, "email": "ada@example.com", "education": ["MSc"], "status": "placed"})
    assert await desk.put(shown(first)) == first
    assert shown(first)["headline"] == "Ada, engineer"
    assert first.facts.headline == "[name], engineer"


@pytest.mark.parametrize(("ready", "status"), [(True, "ready_for_assignment"), (False, "pending_review")])
async def test_a_new_candidate_waits_for_approval_where_the_tenant_wants_it(ready: bool, status: str) -> None:
    desk = Desk(ready)
    assert (await desk.put(ADA)).facts.status == status
    assert (await desk.take.approve(WHO, "c-1")).facts.status == "ready_for_assignment"
    assert desk.told == ([1] if ready else [1, 2])
    assert (await desk.put({**ADA, "skills": ["sql"]})).facts.status == "ready_for_assignment", "as it was"
    assert (await desk.put({**ADA, "status": "placed"})).facts.status == "placed", "as it was said"
    with pytest.raises(Conflict, match="placed"):
        await desk.take.approve(WHO, "c-1")


async def test_who_may_approve_may_say_so_at_once() -> None:
    (answer,) = await Desk(ready=False).take.list([{**ADA, "status": "ready_for_assignment"}], WHO)
    assert answer.accepted
    desk = Desk(ready=False)
    assert (await desk.put({**ADA, "status": "ready_for_assignment"})).facts.status == "ready_for_assignment"


async def test_a_patch_changes_what_it_names() -> None:
    desk = Desk()
    await desk.put(ADA)
    patched = await desk.take.patch(WHO, "c-1", {"headline": None, "remote": "only", "phone": "+44 113 496 0000"}, 1)
    assert (patched.version, patched.facts.headline, patched.facts.remote) == (2, None, "only")
    assert patched.private.personal.phone == "+44 113 496 0000"
    assert patched.facts.titles == ("Engineer",)
    assert await desk.take.patch(WHO, "c-1", {}, None) == patched


async def test_a_new_name_is_masked_in_the_old_texts() -> None:
    desk = Desk()
    await desk.put({"candidate_id": "c-1", "headline": "Grace, engineer"})
    patched = await desk.take.patch(WHO, "c-1", {"first_name": "Grace"}, None)
    assert patched.facts.headline == "[name], engineer"


@pytest.mark.parametrize("patch", [[], "text", None, {"remote": "perhaps"}, {"version": "one"}, {"skills": 3}])
async def test_a_patch_that_makes_no_candidate_is_refused(patch: Any) -> None:
    desk = Desk()
    await desk.put(ADA)
    with pytest.raises(InvalidRecord):
        await desk.take.patch(WHO, "c-1", patch, None)
    assert desk.told == [1]


async def test_a_change_made_for_an_older_version_is_not_made() -> None:
    desk = Desk()
    await desk.put(ADA)
    await desk.put({**ADA, "skills": ["sql"]}, if_match=1)
    for stale in (1, 3):
        with pytest.raises(Stale, match="version 2"):
            await desk.put(ADA, if_match=stale)
    with pytest.raises(Conflict, match="version"):
        await desk.put({**ADA, "version": 1})
    with pytest.raises(Stale):
        await desk.take.patch(WHO, "c-1", {"remote": "ok"}, 1)
    assert desk.told == [1, 2]


async def test_nobody_changes_another_tenants_candidate() -> None:
    desk = Desk()
    await desk.put(ADA)
    for change in (
        desk.take.patch(OTHER, "c-1", {"remote": "ok"}, None),
        desk.take.approve(OTHER, "c-1"),
        desk.take.consent(OTHER, "c-1", agrees=False),
    ):
        with pytest.raises(Unknown):
            await change
    assert desk.told == [1]


async def test_a_long_list_travels_as_an_import() -> None:
    desk = Desk()
    await desk.take.list([{"candidate_id": f"c-{n}"} for n in range(MOST_FRESH)], WHO)
    await desk.take.list([{"candidate_id": f"d-{n}"} for n in range(MOST_FRESH + 1)], WHO)
    assert len(desk.store.outbox.of(CANDIDATE_PROFILES.name)) == MOST_FRESH
    assert len(desk.store.outbox.of(CANDIDATE_PROFILES_BULK.name)) == MOST_FRESH + 1


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [  # of RFC 7396
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": "foo"}, "bar", "bar"),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merge_patch(target: Any, patch: Any, result: Any) -> None:
    assert merged(target, patch) == result
