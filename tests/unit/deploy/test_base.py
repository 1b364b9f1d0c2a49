"""Every way to break the kustomize base is found, and the sentence names the file, the object and the rule."""

from pathlib import Path

import pytest

from tests.unit.deploy.conftest import Break, Look, breaks, title

CASES = breaks("base.yaml", "deploy/k8s/base")


def test_the_committed_base_is_sound(look: Look) -> None:
    assert look("base") == ""


@pytest.mark.parametrize("case", CASES, ids=title)
def test_a_break_is_named(copy: Path, look: Look, case: Break) -> None:
    case.apply(copy)
    assert case.says in look("base")
