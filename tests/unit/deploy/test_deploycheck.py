"""The check as a whole: what the workspace holds, what the services know, the exit code."""

import shutil
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest
from pydantic_settings import BaseSettings

from rematch_devstack.deploycheck import __main__ as deploycheck
from rematch_devstack.deploycheck.interpolation import Unset, fill
from rematch_devstack.deploycheck.knowledge import known_settings
from tests.unit.deploy.conftest import ROOT


def test_the_committed_files_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert deploycheck.main([]) == 0
    told = capsys.readouterr().out
    assert "Dockerfile" in told
    assert "deploy/k8s: overlays/prod" in told


def test_kubernetes_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert deploycheck.main(["--kubernetes"]) == 0
    told = capsys.readouterr().out
    assert "Dockerfile" not in told
    assert "deploy/k8s: base with keda" in told


def test_where_there_is_no_kubectl_one_line_says_so(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(deploycheck, "kubectl", lambda: None)
    monkeypatch.setattr(deploycheck, "workspace_root", lambda: copy)
    shutil.rmtree(copy / "deploy" / "k8s")
    assert deploycheck.main(["--kubernetes"]) == 1
    told = capsys.readouterr().out
    assert "kubectl is not here: rendered by our own renderer alone" in told
    assert "deploy/k8s/base/kustomization.yaml: is not there" in told


def test_problems_are_printed_and_exit_1(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / "docker-compose.yml").unlink()
    shutil.copytree(copy / "services" / "notify", copy / "services" / "billing")
    monkeypatch.setattr(deploycheck, "workspace_root", lambda: copy)
    assert deploycheck.main([]) == 1
    printed = capsys.readouterr().out
    assert "docker-compose.yml is not there" in printed
    assert "services/billing: service billing has no rematch_billing.settings" in printed


def test_a_new_service_of_the_workspace_must_be_deployed(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(copy / "services" / "notify", copy / "services" / "billing")
    _add_settings(
        monkeypatch, type("Settings", (BaseSettings,), {"__annotations__": {"http_port": int}, "http_port": 1})
    )
    _, problems = deploycheck.check(copy)
    assert [str(problem) for problem in problems] == [
        "Dockerfile: asks billing for its health at port None, but its settings name 1",
        "docker-compose.yml: has no service billing",
        "deploy/k8s/base/kustomization.yaml: service billing has no Deployment",
        "deploy/k8s/overlays/dev/kustomization.yaml: service billing has no Deployment",
        "deploy/k8s/overlays/prod/kustomization.yaml: service billing has no Deployment",
    ]


def test_settings_are_read_from_the_services_own_class(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = {"__annotations__": {"http_port": int, "cash_register": str}, "http_port": 7, "cash_register": ""}
    _add_settings(monkeypatch, type("Settings", (BaseSettings,), fields))
    known = known_settings("billing")
    own = {name for name in known.names if not name.startswith(("REMATCH_KAFKA_", "REMATCH_SCHEMA_REGISTRY_", "OTEL_"))}
    assert (own, known.port) == ({"REMATCH_HTTP_PORT", "REMATCH_CASH_REGISTER"}, 7)


def test_settings_without_a_port_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    _add_settings(monkeypatch, type("Settings", (BaseSettings,), {}))
    with pytest.raises(LookupError, match="has no http_port with a default"):
        known_settings("billing")


def test_variables_are_filled_as_compose_does() -> None:
    tree = {"a": ["${NAME}", "$NAME", "$$NAME", "${EMPTY:-x}", "${NAME:?why}"], "b": 1}
    assert fill(tree, {"NAME": "n", "EMPTY": ""}) == {"a": ["n", "n", "$NAME", "x", "n"], "b": 1}
    with pytest.raises(Unset, match="GONE"):
        fill("${GONE:?why}", {})


def test_every_secret_of_the_example_says_that_it_is_for_development() -> None:
    lines = [line for line in (ROOT / ".env.example").read_text().splitlines() if "PASSWORD=" in line]
    assert lines
    assert all("=dev-only-" in line for line in lines)


def _add_settings(monkeypatch: pytest.MonkeyPatch, settings: type[BaseSettings]) -> None:
    package, module = ModuleType("rematch_billing"), ModuleType("rematch_billing.settings")
    package.__path__ = []
    module.Settings = settings  # type: ignore[attr-defined]
    module.__spec__ = ModuleSpec("rematch_billing.settings", None)
    monkeypatch.setitem(sys.modules, "rematch_billing", package)
    monkeypatch.setitem(sys.modules, "rematch_billing.settings", module)
