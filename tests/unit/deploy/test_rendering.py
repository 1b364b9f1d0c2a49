"""Our renderer renders as kustomize does, and refuses what it doesn't know."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from rematch_devstack.deploycheck.compositions import compositions
from rematch_devstack.deploycheck.kubectl import differences, kubectl
from rematch_devstack.deploycheck.kustomize import render
from rematch_devstack.deploycheck.problems import CannotRender, Made
from tests.unit.deploy.conftest import ROOT, Break

KUBECTL = kubectl()
needs_kubectl = pytest.mark.skipif(KUBECTL is None, reason="kubectl is not here")
POD: dict[str, Any] = {
    "containers": [{"name": "a", "image": "a:1", "env": [{"name": "X", "value": "1"}, {"name": "Y", "value": "2"}]}],
    "volumes": [{"name": "tmp", "emptyDir": {}}],
}
DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "d"},
    "spec": {"replicas": 1, "template": {"metadata": {"labels": {"n": "d"}}, "spec": POD}},
}
CUSTOM = {
    "apiVersion": "example.org/v1",
    "kind": "Thing",
    "metadata": {"name": "t"},
    "spec": {"env": [{"name": "X", "value": "1"}], "config": {"a.b/c": 1}},
}
CONTAINER = "/spec/template/spec/containers/0"
CASES: dict[str, dict[str, Any]] = {
    "namespace": {"namespace": "here"},
    "labels": {"labels": [{"pairs": {"a": "b"}, "includeTemplates": True}]},
    "replicas": {"replicas": [{"name": "d", "count": 5}]},
    "a tag": {"images": [{"name": "a", "newTag": "2"}]},
    "another registry": {"images": [{"name": "a", "newName": "r.example.org/a"}]},
    "a digest": {"images": [{"name": "a", "digest": "sha256:" + "0" * 64}]},
    "an image of another name": {"images": [{"name": "b", "newTag": "2"}]},
    "merge": {"patches": [{"patch": yaml.safe_dump({**DEPLOYMENT, "spec": {"template": {"spec": {
        "containers": [{"name": "a", "env": [{"name": "Y", "value": "3"}, {"name": "Z", "value": "4"}]}]}}}})}]},
    "a container more": {"patches": [{"patch": yaml.safe_dump({**DEPLOYMENT, "spec": {"template": {"spec": {
        "containers": [{"name": "b", "image": "b:1"}], "volumes": [{"name": "more", "emptyDir": {}}]}}}})}]},
    "taken away": {"patches": [{"patch": yaml.safe_dump({**DEPLOYMENT, "spec": {"replicas": None}})}]},
    "lists of others are replaced": {"patches": [{"patch": yaml.safe_dump({**CUSTOM, "spec": {
        "env": [{"name": "Y", "value": "1"}], "config": {"d": 2}}})}]},
    "by steps": {"patches": [{"target": {"kind": "Deployment", "name": "d"}, "patch": yaml.safe_dump([
        {"op": "replace", "path": "/spec/replicas", "value": 3},
        {"op": "add", "path": f"{CONTAINER}/env/-", "value": {"name": "Z", "value": "4"}},
        {"op": "add", "path": f"{CONTAINER}/env/0", "value": {"name": "W", "value": "0"}},
        {"op": "remove", "path": f"{CONTAINER}/env/1"}])}]},
    "an escaped step": {"patches": [{"target": {"kind": "Thing"}, "patch": yaml.safe_dump([
        {"op": "replace", "path": "/spec/config/a.b~1c", "value": 2}])}]},
    "of all kinds that are named so": {"patches": [{"target": {"kind": "Deployment|Thing"}, "patch": yaml.safe_dump([
        {"op": "add", "path": "/spec/added", "value": 1}])}]},
    "of a kind that isn't there": {"patches": [{"target": {"kind": "Nothing"}, "patch": yaml.safe_dump([
        {"op": "remove", "path": "/spec"}])}]},
    "another kind": {"patches": [{"target": {"kind": "Deployment", "name": "d"}, "options": {"allowKindChange": True},
        "patch": yaml.safe_dump([{"op": "replace", "path": "/kind", "value": "StatefulSet"}])}]},
    "config": {"configMapGenerator": [{"name": "c", "literals": ["A=1", "B=x=y"], "files": ["d.yaml"]}]},
    "a secret": {"secretGenerator": [{"name": "s", "type": "Opaque", "literals": ["A=1"]}]},
}  # fmt: skip


def write(folder: Path, kustomization: dict[str, Any]) -> Path:
    folder.mkdir()
    (folder / "d.yaml").write_text(yaml.safe_dump(DEPLOYMENT))
    (folder / "t.yaml").write_text(yaml.safe_dump(CUSTOM))
    told = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": ["d.yaml", "t.yaml"]}
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(told | kustomization))
    return folder


@needs_kubectl
@pytest.mark.parametrize("words", CASES.values(), ids=list(CASES))
def test_a_word_means_what_it_means_to_kustomize(tmp_path: Path, words: dict[str, Any]) -> None:
    folder = write(tmp_path / "base", words)
    assert list(differences(str(KUBECTL), folder, render(folder, tmp_path))) == []


@needs_kubectl
@pytest.mark.parametrize("composition", compositions(ROOT), ids=lambda each: each.name)
def test_ours_are_rendered_as_kustomize_does(composition: Any) -> None:
    with composition.opened(ROOT) as folder:
        assert list(differences(str(KUBECTL), folder, composition.rendered(folder, ROOT)[0])) == []


@needs_kubectl
def test_a_component_sees_what_stands_before_it(tmp_path: Path) -> None:
    base = write(tmp_path / "base", {"configMapGenerator": [{"name": "c", "literals": ["A=1"]}]})
    part = write(tmp_path / "part", {
        "apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component", "resources": [],
        "configMapGenerator": [{"name": "c", "behavior": "merge", "literals": ["A=2", "B=3"]}],
        "patches": [{"target": {"name": "d", "kind": "Deployment"},
                     "patch": "- {op: replace, path: /spec/replicas, value: 9}"}]})  # fmt: skip
    overlay = write(tmp_path / "overlay", {"resources": [f"../{base.name}"], "components": [f"../{part.name}"]})
    made = render(overlay, tmp_path)
    assert list(differences(str(KUBECTL), overlay, made)) == []
    assert [one.tree["data"] for one in made if one.title == "ConfigMap/c"] == [{"A": "2", "B": "3"}]
    assert {one.file for one in made} == {"base/d.yaml", "base/t.yaml", "base/kustomization.yaml"}


@needs_kubectl
def test_what_differs_is_told_with_its_place(tmp_path: Path) -> None:
    folder = write(tmp_path / "base", {})
    made = render(folder, tmp_path)
    made[0].tree["spec"]["replicas"] = 2
    told = "kubectl kustomize renders Deployment/d otherwise than our renderer: spec.replicas is 1 there and 2 here"
    assert list(differences(str(KUBECTL), folder, made)) == [("base/d.yaml", told)]
    assert ("", "kubectl kustomize makes Thing/t, and our renderer doesn't") in differences(
        str(KUBECTL), folder, made[:1]
    )
    more = Made({"kind": "More", "metadata": {"name": "m"}}, "m.yaml")
    assert ("m.yaml", "kubectl kustomize makes no More/m") in differences(str(KUBECTL), folder, [*made, more])


@needs_kubectl
def test_what_kustomize_refuses_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "base", {})
    Break("base/kustomization.yaml", "- t.yaml", "- gone.yaml", "").apply(tmp_path)
    ((_, told),) = differences(str(KUBECTL), folder, [])
    assert told.startswith("kubectl kustomize refuses it: ")
    assert "gone.yaml" in told


REFUSED = [
    ({"namePrefix": "x-"}, "uses `namePrefix`"),
    ({"kind": "Component"}, "is of the kind Component where a Kustomization is wanted"),
    ({"labels": [{"pairs": {"a": "b"}, "includeSelectors": True}]}, "puts labels on selectors"),
    ({"images": [{"name": "a", "tagSuffix": "x"}]}, "changes images by `tagSuffix`"),
    ({"configMapGenerator": [{"name": "c", "envs": ["x"]}]}, "generates c from `envs`"),
    ({"configMapGenerator": [{"name": "c", "behavior": "replace"}]}, "with the behavior replace"),
    ({"configMapGenerator": [{"name": "c", "files": ["gone"]}]}, "names gone, which is not there"),
    ({"patches": [{"patch": "[]"}]}, "has a JSON patch without a target"),
    ({"patches": [{"patch": "[]", "target": {"labelSelector": "a=b"}}]}, "selects what it patches by `labelSelector`"),
    (
        {"patches": [{"patch": "[]", "options": {"allowNameChange": True}, "target": {}}]},
        "a patch with `allowNameChange`",
    ),
    ({"patches": [{"patch": "[{op: move, path: /spec/a}]", "target": {"kind": "Thing"}}]}, "patches with `move`"),
    (
        {"patches": [{"patch": "[{op: replace, path: /spec/a, value: 1}]", "target": {"kind": "Thing"}}]},
        "no such place",
    ),
    ({"patches": [{"patch": yaml.safe_dump({**CUSTOM, "spec": {"$patch": "delete"}})}]}, "patches with `$patch`"),
    ({"patches": [{"path": "gone.yaml"}]}, "names gone.yaml, which is not there"),
]


@pytest.mark.parametrize(("words", "says"), REFUSED, ids=[says for _, says in REFUSED])
def test_what_it_does_not_know_it_refuses(tmp_path: Path, words: dict[str, Any], says: str) -> None:
    folder = write(tmp_path / "base", words)
    with pytest.raises(CannotRender) as refused:
        render(folder, tmp_path)
    assert says in str(refused.value)
    assert refused.value.file is not None
