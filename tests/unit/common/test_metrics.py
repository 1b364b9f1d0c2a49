"""What the loop counts, under the names that dashboards and alerts ask for."""

from prometheus_client import REGISTRY, Counter, Gauge, Histogram

from rematch_common import metrics
from rematch_common.errors import DependencyAway
from rematch_common.retry import Patience
from tests.fakes.publisher import FakePublisher
from tests.unit.common.loop_cases import Handling, failing, good, loop_of, poison


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_each_record_is_counted_once_as_consumed_or_dead_lettered() -> None:
    def now() -> tuple[float, ...]:
        return (
            value("rematch_consumed_total", consumer="dedup", topic="raw-jobs"),
            value("rematch_dlq_total", consumer="dedup", topic="raw-jobs", reason="bad_json"),
            value("rematch_dlq_total", consumer="dedup", topic="raw-jobs", reason="bug"),
            value("rematch_batch_size_sum", consumer="dedup"),
        )

    before = now()
    await loop_of(Handling({"k2": KeyError("x")}), FakePublisher()).run([good(1), good(2), poison(3), good(4)])
    assert tuple(after - earlier for after, earlier in zip(now(), before, strict=True)) == (2, 1, 1, 4)


async def test_every_retry_is_counted_with_what_was_away() -> None:
    async def done() -> str:
        return "done"

    before = value("rematch_retries_total", consumer="metrics", dependency="qdrant")
    await Patience(first_delay=0.001).insist(failing(2, DependencyAway("qdrant", "x"), done), "metrics")
    assert value("rematch_retries_total", consumer="metrics", dependency="qdrant") == before + 2


def test_the_exposition_is_what_prometheus_reads_and_every_name_is_ours() -> None:
    body, content_type = metrics.exposition()
    assert content_type.startswith("text/plain")
    ours = [one for one in vars(metrics).values() if isinstance(one, Counter | Gauge | Histogram)]
    names = {family.name for collector in ours for family in collector.describe()}
    assert len(names) >= 14
    assert all(name.startswith("rematch_") for name in names)
    assert all(f"# HELP {name}" in body.decode() for name in names)


def test_names_that_others_choose_are_no_more_than_so_many() -> None:
    few = metrics.Few(2)
    assert [few(name) for name in ("lever", "dice", "lever", "third", "dice")] == [
        "lever",
        "dice",
        "lever",
        "other",
        "dice",
    ]


def test_topics_of_tenants_are_told_as_one() -> None:
    names = ("raw-jobs", "raw-jobs.dlq", "matches", "matches.acme", "matches.dlq", "matches.notify.retry")
    assert [metrics.told_as(name) for name in names] == [*names[:3], "matches", *names[4:]]
