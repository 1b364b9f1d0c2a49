"""What dashboards are made of, as far as ours need it."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["timeseries", "stat", "table", "heatmap"]
# As Grafana names units.
Unit = Literal["short", "s", "bytes", "percentunit", "reqps", "currencyUSD"]


@dataclass(frozen=True, slots=True)
class Query:
    """`legend`: how a series is called, labels in double braces; empty: by its labels."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """`says`: what it shows and when to worry. `most`: from here on it is red. `width`: of 24."""

    title: str
    queries: tuple[Query, ...]
    says: str
    unit: Unit = "short"
    kind: Kind = "timeseries"
    width: int = 8
    stacked: bool = False
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`name`: of its file, and of its address in Grafana."""

    name: str
    title: str
    says: str
    rows: tuple[Row, ...]
    since: str = "now-3h"


def one(expr: str, legend: str = "") -> tuple[Query]:
    """The queries of a panel that asks for one thing."""
    return (Query(expr, legend),)


def quantiles(histogram: str, by: str = "", matching: str = "") -> tuple[Query, ...]:
    """The median and the slowest hundredth of a histogram, apart by a label where one is given."""
    labels = f"{by}, le" if by else "le"
    called = f"{{{{{by}}}}} " if by else ""
    return tuple(
        Query(f"histogram_quantile({q}, sum by ({labels}) (rate({histogram}_bucket{matching}[5m])))", f"{called}{name}")
        for q, name in ((0.5, "p50"), (0.99, "p99"))
    )
