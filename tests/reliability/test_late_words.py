"""A record that an evicted process writes behind a newer one does not stay the last word."""

import pytest

from tests.reliability.conftest import Report
from tests.reliability.harness.feed import feed
from tests.reliability.harness.late_words import overtaken, repaired, say_again
from tests.reliability.harness.ledger import make
from tests.reliability.harness.oracle import COMPACTED, drained
from tests.reliability.harness.run import Run
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]


@scaled
async def test_a_late_word_is_not_the_last(whole: System, topics: Topics, scale: Scale, report: Report) -> None:
    run = await Run.begin(whole, topics, make("late", 200, scale.seed))
    # Drained in between: what is said later is a version of its own, however long a batch is waited for.
    half = len(run.ledger.items) // 2
    fed = await feed(whole.bootstrap, run.ledger.items[:half], rate=500)
    await drained(whole, topics, 60)
    fed.add(await feed(whole.bootstrap, run.ledger.items[half:], rate=500))
    await run.through_ingest(seconds=2)
    await run.judge(fed)
    stale = {name: overtaken(records)[-5:] for name, records in (await topics.read(COMPACTED, run.since)).items()}
    assert all(stale[name] for name in COMPACTED if name != "matches"), "nothing was ever overtaken"
    for name in COMPACTED:
        await say_again(whole.bootstrap, stale[name])
        await repaired(topics, stale[name], 30)
    await run.judge(fed)
    report(seed=scale.seed, late={name: len(records) for name, records in stale.items()})
