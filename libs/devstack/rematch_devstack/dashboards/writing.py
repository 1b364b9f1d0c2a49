"""A dashboard as Grafana reads it."""

from collections.abc import Iterator
from typing import Any

from rematch_devstack.dashboards.parts import Dashboard, Panel, Row

_SOURCE = {"type": "prometheus", "uid": "${source}"}
_WIDTH, _HEIGHT, _STAT = 24, 8, 4
# Of Grafana 11; newer ones read it.
_SCHEMA = 39


def written(dashboard: Dashboard) -> dict[str, Any]:
    """Its JSON. The same dashboard is the same JSON."""
    return {
        "uid": f"rematch-{dashboard.name}",
        "title": dashboard.title,
        "description": dashboard.says,
        "tags": ["rematch"],
        "schemaVersion": _SCHEMA,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,
        "timezone": "browser",
        "refresh": "30s",
        "time": {"from": dashboard.since, "to": "now"},
        "links": [
            {"type": "dashboards", "tags": ["rematch"], "title": "Rematch", "asDropdown": True, "keepTime": True}
        ],
        "templating": {
            "list": [{"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}]
        },
        "annotations": {"list": []},
        "panels": [{"id": number, **panel} for number, panel in enumerate(_placed(dashboard.rows), 1)],
    }


def _placed(rows: tuple[Row, ...]) -> Iterator[dict[str, Any]]:
    """From left to right; what has no room on a line begins the next."""
    y = 0
    for row in rows:
        yield {"type": "row", "title": row.title, "collapsed": False, "panels": [], "gridPos": _at(0, y, _WIDTH, 1)}
        y, x, tallest = y + 1, 0, 0
        for panel in row.panels:
            if x + panel.width > _WIDTH:
                x, y, tallest = 0, y + tallest, 0
            height = _STAT if panel.kind == "stat" else _HEIGHT
            yield {**_panel(panel), "gridPos": _at(x, y, panel.width, height)}
            x, tallest = x + panel.width, max(tallest, height)
        y += tallest


def _at(x: int, y: int, width: int, height: int) -> dict[str, int]:
    return {"x": x, "y": y, "w": width, "h": height}


def _panel(panel: Panel) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
    if panel.most is not None:
        steps.append({"color": "red", "value": panel.most})
    defaults = {"unit": panel.unit, "min": 0, "thresholds": {"mode": "absolute", "steps": steps}}
    if panel.kind == "timeseries":
        defaults["custom"] = _drawn(panel)
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.says,
        "datasource": _SOURCE,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": _OPTIONS[panel.kind],
        "targets": [_target(panel, number) for number in range(len(panel.queries))],
    }


def _drawn(panel: Panel) -> dict[str, Any]:
    return {
        "drawStyle": "line",
        "lineWidth": 1,
        "fillOpacity": 40 if panel.stacked else 8,
        "showPoints": "never",
        "spanNulls": False,
        "stacking": {"mode": "normal" if panel.stacked else "none", "group": "A"},
        "thresholdsStyle": {"mode": "line" if panel.most is not None else "off"},
    }


def _target(panel: Panel, number: int) -> dict[str, Any]:
    query = panel.queries[number]
    return {
        "refId": chr(ord("A") + number),
        "datasource": _SOURCE,
        "expr": query.expr,
        "legendFormat": query.legend or "__auto",
        "instant": panel.kind in ("stat", "table"),
        "range": panel.kind not in ("stat", "table"),
        "format": {"table": "table", "heatmap": "heatmap"}.get(panel.kind, "time_series"),
    }


_OPTIONS: dict[str, dict[str, Any]] = {
    "timeseries": {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
    "stat": {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "colorMode": "value",
        "graphMode": "none",
        "textMode": "auto",
    },
    "table": {"showHeader": True, "cellHeight": "sm"},
    "heatmap": {
        "calculate": False,
        "color": {"mode": "scheme", "scheme": "Greens", "steps": 32},
        "yAxis": {"unit": "s"},
        "tooltip": {"mode": "single", "yHistogram": False},
    },
}
