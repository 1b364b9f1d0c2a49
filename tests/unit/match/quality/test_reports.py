"""Reports over many people, and what is told to Prometheus."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from rematch_match.domain.quality.figures import FEWEST
from rematch_match.domain.quality.report import MOST_GROUPS
from rematch_match.domain.quality.traces import Said, Seen, Trace
from rematch_match.handlers.quality import Quality, TellQuality, hush
from rematch_match.ports.history import Asked
from tests.fakes.history import FakeHistory
from tests.fakes.ledger import Books
from tests.fakes.samples import NOW, job_id

DAY = timedelta(days=1)


class Told(FakeHistory):
    """These traces, whatever is asked for; `asked` is what was."""

    def __init__(self, *traces: Trace) -> None:
        super().__init__(Books())
        self.told = traces
        self.asked: list[Asked] = []

    async def traces(self, asked: Asked, most: int) -> AsyncIterator[list[Trace]]:
        self.asked.append(asked)
        for one in self.told[:most]:
            yield [one]


def trace(tenant: str = "demo", profile: str = "rematch/3", *, hired: bool = False) -> Trace:
    said = [Said(job_id(1), "hired", NOW, NOW)] if hired else []
    return Trace(tenant, [Seen(job_id(1), 1, NOW - 2 * DAY, profile)], said)


def quality(*traces: Trace, most: int = 1_000) -> Quality:
    return Quality(Told(*traces), most, lambda: NOW)


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


@pytest.mark.parametrize(("window", "days"), [("7d", 7), ("30d", 30), ("90d", 90)])
async def test_a_window_begins_so_many_days_ago(window: str, days: int) -> None:
    history = Told()
    found = await Quality(history, 10, lambda: NOW).report("demo", window, "tenant")  # type: ignore[arg-type]
    assert found.since == NOW - days * DAY
    assert history.asked == [Asked("demo", NOW - days * DAY)]


async def test_groups_are_told_with_most_people_first_and_not_without_end() -> None:
    few = [trace(f"t-{number:03}") for number in range(MOST_GROUPS + 10)]
    found = await quality(*few, trace("t-017"), trace("big"), trace("big"), trace("big")).report(None, "30d", "tenant")
    assert (list(found.groups)[:3], len(found.groups)) == (["big", "t-017", "t-000"], MOST_GROUPS)
    assert found.overall.people == MOST_GROUPS + 14


async def test_by_profile_each_has_its_own_numbers() -> None:
    of = [trace(profile="a/1", hired=True)] * FEWEST + [trace(profile="b/1")] * FEWEST
    found = await quality(*of).report(None, "30d", "profile")
    values = {name: figures.measures["match_to_apply"].interval for name, figures in found.groups.items()}
    assert {name: interval.value for name, interval in values.items() if interval} == {"a/1": 1, "b/1": 0}


async def test_metrics_are_by_profile_and_of_enough_people() -> None:
    async def free() -> bool:
        return True

    many, few = [trace(hired=True)] * FEWEST, [trace(profile="hybrid/1", hired=True)] * (FEWEST - 1)
    assert await TellQuality(quality(*many, *few), free)()
    assert value("rematch_quality", measure="mrr", profile="rematch/3") == 1
    assert value("rematch_quality_days_to_hire", profile="rematch/3") == 2
    assert value("rematch_quality_people", profile="hybrid/1") == FEWEST - 1
    assert value("rematch_quality", measure="mrr", profile="hybrid/1") is None
    assert value("rematch_quality_days_to_hire", profile="hybrid/1") is None
    assert await TellQuality(quality(*few), free)()
    assert value("rematch_quality", measure="mrr", profile="rematch/3") is None, (
        "what is no longer so is no longer told"
    )
    hush()
    assert value("rematch_quality_people", profile="hybrid/1") is None


async def test_while_something_fresh_waits_nobody_is_read() -> None:
    async def busy() -> bool:
        return False

    history = Told(trace())
    assert not await TellQuality(Quality(history, 10, lambda: NOW), busy)()
    assert history.asked == []
