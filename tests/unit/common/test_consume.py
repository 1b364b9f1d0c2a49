"""Every record of a batch has its effect or lies in the dead-letter queue, and nothing is acknowledged before."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rematch_common.consume import Received
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.records import Outgoing, Record
from rematch_common.retry import Patience, Stopping
from tests.fakes.clock import FakeClock
from tests.fakes.publisher import FakePublisher
from tests.unit.common.loop_cases import DLQ, OUT, Handling, good, keys, loop_of, offsets, poison


async def test_a_good_batch_is_handled_at_once_and_published_in_order() -> None:
    publisher, handling = FakePublisher(), Handling()
    await loop_of(handling, publisher).run([good(1), good(2), good(3)])
    assert handling.batches == [["k1", "k2", "k3"]]
    assert keys(publisher.of(OUT)) == ["k1", "k2", "k3"]
    assert publisher.of(DLQ) == []


async def test_what_cannot_be_read_is_dead_lettered_and_the_rest_handled() -> None:
    publisher, handling = FakePublisher(), Handling()
    await loop_of(handling, publisher).run([good(1), poison(2), good(3)])
    assert handling.batches == [["k1", "k3"]]
    (letter,) = publisher.of(DLQ)
    assert (letter.key, letter.value) == (b"k2", b"{")
    assert (letter.header("dlq_reason"), letter.header("dlq_attempts")) == ("bad_json", "1")
    assert letter.header("dlq_traceback") is None


async def test_a_batch_of_poison_calls_no_handler() -> None:
    publisher, handling = FakePublisher(), Handling()
    await loop_of(handling, publisher).run([poison(1), poison(2)])
    assert handling.batches == []
    assert offsets(publisher.of(DLQ)) == [1, 2]


async def test_a_record_that_the_handler_refuses_is_dead_lettered_alone() -> None:
    publisher = FakePublisher()
    handling = Handling({"k2": InvalidRecord("no_place", "location: nowhere", field="location")})
    await loop_of(handling, publisher).run([good(1), good(2), good(3)])
    assert keys(publisher.of(OUT)) == ["k1", "k3"]
    (letter,) = publisher.of(DLQ)
    assert (letter.header("dlq_reason"), letter.header("dlq_error")) == ("no_place", "location: nowhere")


async def test_a_bug_is_isolated_to_its_record_and_told_with_its_traceback() -> None:
    publisher, handling = FakePublisher(), Handling({"k2": KeyError("salary")})
    await loop_of(handling, publisher).run([good(1), good(2), good(3)])
    assert handling.batches == [["k1", "k2", "k3"], ["k1"], ["k2"], ["k2"], ["k3"]], "a second chance, alone"
    assert keys(publisher.of(OUT)) == ["k1", "k3"]
    (letter,) = publisher.of(DLQ)
    assert (letter.header("dlq_reason"), letter.header("dlq_attempts")) == ("bug", "2")
    assert letter.header("dlq_error") == "KeyError: 'salary'"
    assert "loop_cases.py" in (letter.header("dlq_traceback") or "")


async def test_what_is_too_large_to_publish_is_isolated_to_the_record_that_gives_it() -> None:
    async def swell(batch: Sequence[Received]) -> Sequence[Outgoing]:
        return [Outgoing(OUT, r.record.key, b"x" * (200 if r.key == "k2" else 1)) for r in batch]

    publisher = FakePublisher(largest=199)
    await loop_of(swell, publisher).run([good(1), good(2), good(3)])
    assert {"k1", "k3"} <= set(keys(publisher.of(OUT)))
    assert "k2" not in keys(publisher.of(OUT))
    assert [letter.header("dlq_reason") for letter in publisher.of(DLQ)] == ["output_too_large"]


async def test_a_dependency_that_returns_within_the_budget_costs_nothing_but_time() -> None:
    publisher, handling = FakePublisher(), Handling()
    publisher.away = 3
    await loop_of(handling, publisher).run([good(1), poison(2)])
    assert len(handling.batches) == 4
    assert keys(publisher.of(OUT)) == ["k1"]
    assert offsets(publisher.of(DLQ)) == [2]


async def test_past_the_budget_the_dependency_is_told_and_nothing_published() -> None:
    clock, publisher = FakeClock(step=0.4), FakePublisher()
    handling = Handling({"k1": DependencyAway("qdrant", "refused")})
    patience = Patience(budget=2.0, first_delay=0.001, longest_delay=0.001, now=clock)
    with pytest.raises(DependencyAway, match="qdrant"):
        await loop_of(handling, publisher, patience).run([good(1), poison(2)])
    assert 2 <= len(handling.batches) <= 5
    assert publisher.silent


async def test_a_dependency_that_goes_while_records_are_tried_alone_dead_letters_none_of_them() -> None:
    publisher = FakePublisher()
    handling = Handling({"k1": KeyError("bug"), "k2": DependencyAway("qdrant", "refused")})
    patience = Patience(budget=0.0, first_delay=0.001)
    with pytest.raises(DependencyAway):
        await loop_of(handling, publisher, patience).run([good(1), good(2)])
    assert publisher.of(DLQ) == []


async def test_no_acknowledgement_without_the_dead_letter() -> None:
    publisher = FakePublisher()
    publisher.away = 1_000_000
    with pytest.raises(DependencyAway):
        await loop_of(Handling(), publisher, Patience(budget=0.0)).run([poison(1)])
    assert publisher.silent


@pytest.mark.parametrize("record", [good(1), poison(1)], ids=["handled", "dead-lettered"])
async def test_told_to_stop_while_waiting_leaves_everything_as_it_was(record: Record) -> None:
    stop, publisher = asyncio.Event(), FakePublisher()
    publisher.away = 1_000_000
    stop.set()
    patience = Patience(budget=60.0, first_delay=30.0, stop=stop)
    with pytest.raises(Stopping):
        await loop_of(Handling(), publisher, patience).run([record])
    assert publisher.silent


@pytest.mark.parametrize("batch", [[good(1)], [good(1), good(2)]], ids=["one", "several"])
async def test_told_to_stop_while_a_handler_waits_for_its_dependency_is_no_bug_of_the_record(
    batch: list[Record],
) -> None:
    stop, publisher = asyncio.Event(), FakePublisher()
    stop.set()
    handling = Handling({"k1": DependencyAway("qdrant", "refused")})
    with pytest.raises(Stopping):
        await loop_of(handling, publisher, Patience(budget=60.0, first_delay=30.0, stop=stop)).run(batch)
    assert len(handling.batches) == 1
    assert publisher.silent


async def test_a_handler_that_never_answers_is_taken_for_a_dependency_that_is_away() -> None:
    async def hang(_: Sequence[Received]) -> Sequence[Outgoing]:
        await asyncio.Event().wait()
        return ()

    patience = Patience(budget=0.0, attempt=0.01)
    with pytest.raises(DependencyAway, match="no answer within"):
        await loop_of(hang, FakePublisher(), patience).run([good(1)])


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(["good", "poison", "invalid", "bug"]), min_size=1, max_size=12))
async def test_each_record_has_its_effect_or_its_dead_letter_and_never_both(kinds: list[str]) -> None:
    errors = {"invalid": InvalidRecord("no", "no"), "bug": ValueError("bug")}
    batch = [poison(n) if kind == "poison" else good(n) for n, kind in enumerate(kinds)]
    publisher = FakePublisher()
    handling = Handling({f"k{n}": errors[kind] for n, kind in enumerate(kinds) if kind in errors})
    await loop_of(handling, publisher, limit=0).run(batch)
    assert keys(publisher.of(OUT)) == [f"k{n}" for n, kind in enumerate(kinds) if kind == "good"]
    assert sorted(keys(publisher.of(DLQ))) == sorted(f"k{n}" for n, kind in enumerate(kinds) if kind != "good")


async def test_a_record_that_fails_once_by_surprise_is_not_a_dead_letter() -> None:
    publisher, failures = FakePublisher(), [RuntimeError("once")]

    async def surprise(batch: Sequence[Received]) -> Sequence[Outgoing]:
        if failures:
            raise failures.pop()
        return [Outgoing(OUT, received.record.key, b"{}") for received in batch]

    await loop_of(surprise, publisher).run([good(1)])
    assert keys(publisher.of(OUT)) == ["k1"]
    assert publisher.of(DLQ) == []
