"""Taking back what was learned, by hand and because people are served worse."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from rematch_common.contracts import MatchShown
from rematch_match.domain.learned.card import Card, Data
from rematch_match.domain.learned.switching import Switch, in_force
from rematch_match.domain.learned.training import Taught
from rematch_match.domain.quality.showing import Showing
from rematch_match.domain.quality.traces import Trace
from rematch_match.domain.terms import Terms
from rematch_match.handlers.learn import RolledBack, roll_back
from rematch_match.handlers.watch_learned import LONGEST, WatchLearned
from rematch_match.ports.circumstances import Circumstances
from rematch_match.ports.history import Asked
from tests.fakes.circumstances import FakePrevailing
from tests.fakes.learned import FakeModels
from tests.fakes.samples import NOW
from tests.unit.match.learned.test_watching import DAY, trace

PASSED = Taught(Card(data=Data(digest="a", pairs=1, people=1, reactions=1, since=0, until=1, cut=1), refused=None))


class SetHistory:
    """What a test has set, whoever asks."""

    def __init__(self, traces: Sequence[Trace] = ()) -> None:
        self._traces = list(traces)
        self.asked: list[Asked] = []

    async def note(self, shown: Sequence[Showing]) -> None:
        raise AssertionError("nothing is shown")

    async def hear(self, shown: Sequence[MatchShown]) -> None:
        raise AssertionError("nothing is shown")

    async def traces(self, asked: Asked, most: int) -> AsyncIterator[list[Trace]]:
        self.asked.append(asked)
        yield self._traces[:most]


def watch(history: SetHistory, models: FakeModels, at: datetime = NOW + 2 * DAY) -> WatchLearned:
    own = {"elsewhere": Terms(profile="rematch")}
    prevailing = FakePrevailing(Circumstances(otherwise=Terms(profile="learned"), own=own))
    return WatchLearned(history, models, prevailing, 100, lambda: at)


WORSE = [trace(number, 1, 9) for number in range(60)]
BETTER = [trace(number, 9, 1) for number in range(60)]


async def test_a_model_that_serves_people_worse_is_taken_back_once() -> None:
    models, history = FakeModels(), SetHistory(WORSE)
    await models.keep("demo", PASSED, NOW, None)
    with capture_logs() as logged:
        assert await watch(history, models)() == ["demo"]
        assert await watch(history, models)() == []
    assert in_force((await models.shelf("demo")).switches) is None
    assert [(line["log_level"], line["before"] > line["after"]) for line in logged] == [("error", True)]
    assert models.again == ["demo", "demo"]


async def test_it_is_told_of_how_many_tenants_a_model_is_in_force() -> None:
    models, taken_back = FakeModels(), counted("rematch_learned_taken_back_total")
    for tenant in ("demo", "second", "third"):
        await models.keep(tenant, PASSED, NOW, None)
    await models.switch("third", Switch(None, "rolled_back", NOW), 1)
    with capture_logs():
        assert await watch(SetHistory(BETTER), models)() == []
        assert [counted("rematch_learned_tenants", state=state) for state in ("in_force", "not_in_force")] == [2, 1]
        assert await watch(SetHistory(WORSE), models)() == ["demo", "second"]
    assert [counted("rematch_learned_tenants", state=state) for state in ("in_force", "not_in_force")] == [0, 3]
    assert counted("rematch_learned_taken_back_total") == taken_back + 2


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_one_that_serves_them_better_stays() -> None:
    models = FakeModels()
    await models.keep("demo", PASSED, NOW, None)
    assert await watch(SetHistory(BETTER), models)() == []
    assert in_force((await models.shelf("demo")).switches) == 1


@pytest.mark.parametrize(("days", "before"), [(2, 2), (90, LONGEST / DAY)])
async def test_it_looks_back_as_far_as_it_is_ago(days: int, before: float) -> None:
    models, history = FakeModels(), SetHistory()
    await models.keep("demo", PASSED, NOW, None)
    await watch(history, models, NOW + days * DAY)()
    assert history.asked == [Asked("demo", NOW - timedelta(days=before))]


async def test_a_model_that_nobody_is_served_by_is_not_judged() -> None:
    models = FakeModels()
    await models.keep("elsewhere", PASSED, NOW, None)
    assert await watch(SetHistory(WORSE), models)() == []
    assert in_force((await models.shelf("elsewhere")).switches) == 1


async def test_what_was_promoted_while_it_judged_another_stays() -> None:
    models = FakeModels()

    class Promoting(SetHistory):
        async def traces(self, asked: Asked, most: int) -> AsyncIterator[list[Trace]]:
            await models.keep("demo", PASSED, NOW + DAY, 1)
            async for page in super().traces(asked, most):
                yield page

    await models.keep("demo", PASSED, NOW, None)
    assert await watch(Promoting(WORSE), models)() == []
    assert in_force((await models.shelf("demo")).switches) == 2


async def test_back_by_hand() -> None:
    models = FakeModels()
    assert await roll_back(models, "demo", "rolled_back", lambda: NOW) is None
    for number in (None, 1):
        await models.keep("demo", PASSED, NOW, number)
    assert await roll_back(models, "demo", "rolled_back", lambda: NOW) == RolledBack(2, 1)
    assert await roll_back(models, "demo", "rolled_back", lambda: NOW) == RolledBack(1, None)
    assert await roll_back(models, "demo", "rolled_back", lambda: NOW) is None
