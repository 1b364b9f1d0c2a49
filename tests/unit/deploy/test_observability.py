"""Rules, dashboards and runbooks ask for what there is, and agree with each other."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from rematch_devstack.dashboards.__main__ import FOLDER, SERVICES, dashboards, files
from rematch_devstack.dashboards.parts import Dashboard, Panel
from rematch_devstack.workspace import root
from tests.unit.deploy.promql import known, names, unknown_labels

HERE = root() / "deploy" / "observability"
_PARTS = ("**It means**", "**Look first**", "**Do**", "**Don't**")


def loaded(path: str) -> Any:
    return yaml.safe_load(HERE.joinpath(path).read_text("utf-8"))


@cache
def rules() -> list[dict[str, Any]]:
    folder = HERE / "prometheus" / "rules"
    return [
        rule
        for path in sorted(folder.glob("*.yml"))
        for group in loaded(str(path))["groups"]
        for rule in group["rules"]
    ]


def alerts() -> dict[str, dict[str, Any]]:
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


@cache
def labels() -> dict[str, frozenset[str]]:
    """Of the code's metrics and of what is recorded of them, in the order of the rules."""
    found = dict(known())
    for rule in rules():
        if "record" in rule:
            grouped = re.search(r"\bby \(([^)]*)\)", rule["expr"])
            kept = {label.strip() for label in grouped[1].split(",")} - {"le"} if grouped else set()
            found[rule["record"]] = frozenset(kept)
    return found


def panels(dashboard: Dashboard) -> Iterator[Panel]:
    for row in dashboard.rows:
        yield from row.panels


EXPRESSIONS = [
    *((f"rule {rule.get('alert') or rule['record']}", rule["expr"]) for rule in rules()),
    *((f"{d.name}: {p.title}", q.expr) for d in dashboards() for p in panels(d) for q in p.queries),
]


@pytest.mark.parametrize(("where", "expr"), EXPRESSIONS, ids=[where for where, _ in EXPRESSIONS])
def test_every_metric_and_label_that_is_asked_for_exists(where: str, expr: str) -> None:
    assert names(expr), where
    assert names(expr) - labels().keys() == set(), where
    assert list(unknown_labels(expr, labels())) == [], where


def test_a_name_or_label_that_is_not_there_is_found() -> None:
    assert names('sum(rematch_gone_total{topic="rematch_x"})') - labels().keys() == {"rematch_gone_total"}
    assert list(unknown_labels('sum by (topic, gone) (rematch_consumed_total{nowhere="x"})', labels())) == [
        "rematch_consumed_total has no label nowhere",
        "{'rematch_consumed_total'} have no label gone",
    ]


def test_every_metric_of_the_code_is_on_a_dashboard_or_in_a_rule() -> None:
    asked = set[str]().union(*(names(expr) for _, expr in EXPRESSIONS))
    families = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name in asked}
    ours = {re.sub(r"_(bucket|sum|count|created|total)$", "", name) for name in known() if name.startswith("rematch_")}
    assert ours - {re.sub(r"_total$", "", name) for name in families} == set()


def test_what_is_written_is_what_the_code_says() -> None:
    folder = root() / FOLDER
    there = {path.name: path.read_text("utf-8") for path in folder.glob("*.json")}
    assert there == files(), "make dashboards"


@pytest.mark.parametrize("name", sorted(files()))
def test_a_dashboard_is_one_that_grafana_can_lay_out(name: str) -> None:
    told = json.loads(files()[name])
    ids = [panel["id"] for panel in told["panels"]]
    assert len(set(ids)) == len(ids)
    taken: set[tuple[int, int]] = set()
    for panel in told["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + dx, at["y"] + dy) for dx in range(at["w"]) for dy in range(at["h"])}
        assert at["x"] + at["w"] <= 24, panel["title"]
        assert not cells & taken, panel["title"]
        taken |= cells
        assert panel["type"] == "row" or panel["description"], panel["title"]


def test_there_is_one_for_the_pipeline_one_for_business_and_one_for_each_service() -> None:
    services = {path.name for path in root().joinpath("services").iterdir() if path.joinpath("pyproject.toml").exists()}
    assert set(SERVICES) == services
    assert {one.name for one in dashboards()} == {"pipeline", "business", *services}


@pytest.mark.parametrize("alert", sorted(alerts()))
def test_an_alert_leads_to_its_runbook_and_has_been_seen_to_fire_and_to_keep_still(alert: str) -> None:
    rule = alerts()[alert]
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"]["runbook_url"] == f"docs/runbooks.md#{alert.lower()}"
    seen = [
        bool(case.get("exp_alerts"))
        for path in HERE.joinpath("prometheus", "tests").glob("*.yml")
        for test in loaded(str(path))["tests"]
        for case in test.get("alert_rule_test", ())
        if case["alertname"] == alert
    ]
    assert set(seen) == {True, False}


def test_runbooks_are_of_alerts_and_say_what_to_do_and_what_not() -> None:
    text = root().joinpath("docs", "runbooks.md").read_text("utf-8")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    assert sections.keys() == alerts().keys()
    for name, section in sections.items():
        assert [part for part in _PARTS if section.count(part) != 1] == [], name
    anchors = {name.lower() for name in sections}
    assert set(re.findall(r"\]\(#(\w+)\)", text)) <= anchors


def test_prometheus_asks_each_service_where_it_answers() -> None:
    targets = {
        job["job_name"]: job["static_configs"][0]["targets"][0]
        for job in loaded("prometheus/prometheus.yml")["scrape_configs"]
    }
    for name in SERVICES:
        settings = import_module(f"rematch_{name}.settings").Settings
        assert targets[name] == f"{name}:{settings.model_fields['http_port'].default}"


def test_what_the_collector_names_is_there() -> None:
    told = loaded("otel/collector.yml")
    for pipeline in told["service"]["pipelines"].values():
        for kind in ("receivers", "processors", "exporters"):
            assert set(pipeline[kind]) <= told[kind].keys()
    assert set(told["service"]["extensions"]) <= told["extensions"].keys()


def test_every_expression_can_be_read_by_prometheus(tmp_path: Path) -> None:
    if not (promtool := shutil.which("promtool")):
        pytest.skip("there is no promtool; apt-get install prometheus")
    listed = [{"record": f"case:{number}", "expr": expr} for number, (_, expr) in enumerate(EXPRESSIONS)]
    path = tmp_path / "all.yml"
    path.write_text(json.dumps({"groups": [{"name": "all", "rules": listed}]}), "utf-8")
    done = subprocess.run(
        [promtool, "check", "rules", str(path)], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
