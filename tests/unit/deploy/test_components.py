"""Every way to break a component or an overlay here is found, and the sentence names file, object and field."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from rematch_devstack.deploycheck.compositions import compositions
from rematch_devstack.deploycheck.generated import generated, stale
from rematch_devstack.deploycheck.problems import Tree
from tests.unit.deploy.conftest import ROOT, Break, Look, breaks, title

CASES = [
    *(("components", case) for case in breaks("components.yaml", "deploy/k8s/components")),
    *(("overlays", case) for case in breaks("overlays.yaml", "deploy/k8s/overlays")),
]


@pytest.mark.parametrize("name", [each.name for each in compositions(ROOT)])
def test_what_is_committed_is_sound(look: Look, name: str) -> None:
    assert look(name) == ""


@pytest.mark.parametrize(("kind", "case"), CASES, ids=[title(case) for _, case in CASES])
def test_a_break_is_named(copy: Path, look: Look, kind: str, case: Break) -> None:
    case.apply(copy)
    name = Path(case.file).parent.name
    assert case.says in look(f"base with {name}" if kind == "components" else f"{kind}/{name}")


@pytest.mark.parametrize("overlay", ["prod", "dev"])
def test_an_overlay_says_the_same_of_static_members(copy: Path, overlay: str) -> None:
    """The component makes StatefulSets of Deployments: a patch of Deployments alone would pass them by in silence."""
    plain = next(each for each in compositions(ROOT) if each.name == f"overlays/{overlay}")
    file = copy / "deploy" / "k8s" / "overlays" / overlay / "kustomization.yaml"
    told = yaml.safe_load(file.read_text())
    told["components"].append("../../components/static-membership")
    file.write_text(yaml.safe_dump(told))
    seen = []
    for root in (ROOT, copy):
        with plain.opened(root) as folder:
            objects, _ = plain.rendered(folder, root)
        pods = {
            one.title.partition("/")[2]: one.tree["spec"] for one in objects if "template" in one.tree.get("spec", {})
        }
        seen.append({name: _patched(pods[name]) for name in ("embed", "match", "notify")})
    assert seen[0] == seen[1]


def _patched(spec: Tree) -> tuple[Any, Any]:
    (container,) = spec["template"]["spec"]["containers"]
    public = [each.get("value") for each in container["env"] if each["name"] == "REMATCH_PUBLIC_URL"]
    return public, container["resources"]["requests"]["cpu"]


def test_static_members_stand_behind_keda(copy: Path, look: Look) -> None:
    """In the other order KEDA would scale Deployments that are none any more."""
    case = Break(
        "deploy/k8s/components/static-membership/kustomization.yaml", "{kind: ScaledObject}", "{kind: Scaled}", ""
    )
    case.apply(copy)
    assert "ScaledObject/dedup scales Deployment/dedup, which is not there" in look("base with all of them")


def test_what_is_generated_is_as_the_code_says() -> None:
    assert list(stale(ROOT)) == []


def test_a_topic_that_was_changed_by_hand_is_stale(copy: Path) -> None:
    Break("deploy/k8s/components/strimzi/topics.yaml", "partitions: 12", "partitions: 24", "").apply(copy)
    assert [str(problem) for problem in stale(copy)] == [
        "deploy/k8s/components/strimzi/topics.yaml: is not what `make k8s` writes; run it"
    ]


def test_a_file_that_is_not_there_is_stale(copy: Path) -> None:
    for path in generated(copy):
        (copy / path).unlink()
    assert len(list(stale(copy))) == len(generated(copy))


def test_alert_rules_are_taken_over(copy: Path) -> None:
    rules = copy / "deploy" / "observability" / "prometheus" / "rules"
    shutil.rmtree(rules, ignore_errors=True)
    rules.mkdir(parents=True)
    group = "groups: [{name: lag, rules: [{alert: Late, expr: rematch_lag > 5, for: 1m}]}]"
    (rules / "one.yml").write_text(group)
    text = next(text for path, text in generated(copy).items() if path.name == "rules.yaml")
    assert "alert: Late" in text
    assert "for: 1m" in text
