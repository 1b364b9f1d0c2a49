"""The table of docs/operating.md is what `make size` prints today, from the rates that lie in bench/results."""

import math

import pytest

from bench.harness import RESULTS
from bench.size import ROWS, arithmetic, markdown, rounded
from bench.size_model import STEP, Wish, cpu_ms, search_ms, size
from bench.size_rates import LOCKED_MS, read
from rematch_devstack import workspace

RATES = read()


def test_the_document_has_the_programs_table() -> None:
    text = workspace.root().joinpath("docs", "operating.md").read_text("utf-8")
    assert "\n".join(markdown(RATES)) in text, "run `make size` and put its table into docs/operating.md, Size"


def test_the_table_goes_from_ten_thousand_to_a_hundred_million() -> None:
    assert (ROWS[0][0], ROWS[-1]) == (10_000, (100_000_000, 50_000_000))


def test_the_file_of_every_rate_is_named_and_there() -> None:
    told = "\n".join(arithmetic(RATES, Wish(1_000_000, 1_000_000)))
    for name in ("ingest", "latency", "embed", "match", "nightly", "footprint"):
        assert f"{name}.json" in told
        assert (RESULTS / f"{name}.json").is_file()
    adr = workspace.root().joinpath("docs", "adr", "0007-one-decides-at-a-time.md").read_text("utf-8")
    assert f"{LOCKED_MS} ms" in adr


@pytest.mark.parametrize(("postings", "candidates"), ROWS)
def test_the_arithmetic_adds_up(postings: int, candidates: int) -> None:
    wish = Wish(postings, candidates)
    found, cost = size(RATES, wish), cpu_ms(RATES, wish)
    for name, replicas in found.replicas.items():
        assert (replicas - 1) * wish.full < wish.rate * cost[name] / 1000 <= replicas * wish.full or replicas == 1
    assert found.partitions % STEP == 0 and found.partitions >= max(
        count for name, count in found.replicas.items() if name != "ingest"
    )
    assert found.first == min(found.bounds, key=lambda name: found.bounds[name])


def test_twice_as_much_needs_twice_as_much() -> None:
    once, twice = size(RATES, Wish(10_000_000, 1_000_000)), size(RATES, Wish(20_000_000, 1_000_000))
    assert math.isclose(twice.postgres_cores, 2 * once.postgres_cores)
    assert abs(twice.replicas["match"] - 2 * once.replicas["match"]) <= 1
    assert twice.bounds["dedup's one lock"] == once.bounds["dedup's one lock"]


def test_searches_go_through_the_measured_points() -> None:
    assert math.isclose(search_ms(RATES, 10_000), RATES.search_ms_10k)
    assert math.isclose(search_ms(RATES, 100_000), RATES.search_ms_100k)


def test_what_has_little_news_needs_less_of_what_comes_behind_dedup() -> None:
    few, many = cpu_ms(RATES, Wish(1, 1, news=0.1)), cpu_ms(RATES, Wish(1, 1, news=1.0))
    assert few["dedup"] == many["dedup"]
    assert math.isclose(10 * few["embed"], many["embed"]) and math.isclose(10 * few["match"], many["match"])


def test_two_figures_are_enough() -> None:
    assert [rounded(number) for number in (9_546_961, 12.4, 123)] == ["9,500,000", "12", "120"]
