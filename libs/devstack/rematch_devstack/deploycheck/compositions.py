"""What is rendered and held against the rules: the base, the overlays, and the base with each component."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from rematch_devstack.deploycheck.kustomize import FILE, render
from rematch_devstack.deploycheck.problems import CannotRender, Made, Problem, place_of

HOME = Path("deploy") / "k8s"
NAMESPACE = "rematch"
# They change what others bring.
LAST = {"static-membership"}


@dataclass(frozen=True, slots=True)
class Composition:
    """A name for people, and the kustomization that is rendered: paths below the workspace."""

    name: str
    folder: Path
    components: tuple[Path, ...] = ()

    @contextmanager
    def opened(self, root: Path) -> Iterator[Path]:
        """The folder to render. Of a base with a component it is made for the purpose."""
        if not self.components:
            yield root / self.folder
            return
        with tempfile.TemporaryDirectory(prefix="rematch-composed-") as made:
            told = {
                "apiVersion": "kustomize.config.k8s.io/v1beta1",
                "kind": "Kustomization",
                "namespace": NAMESPACE,
                "resources": [os.path.relpath(root / self.folder, os.path.realpath(made))],
                "components": [os.path.relpath(root / path, os.path.realpath(made)) for path in self.components],
            }
            (Path(made) / FILE).write_text(yaml.safe_dump(told))
            yield Path(made).resolve()

    def rendered(self, opened: Path, root: Path) -> tuple[list[Made], list[Problem]]:
        """The objects; or the one problem that there is with rendering them."""
        try:
            return render(opened, root), []
        except CannotRender as error:
            file = error.file or root / (*self.components, self.folder)[0] / FILE
            return [], [Problem(place_of(file, root), str(error))]


def compositions(root: Path) -> list[Composition]:
    """The base first: what is wrong with it is said once, of it."""
    base, parts = HOME / "base", {name: HOME / "components" / name for name in _folders(root, "components")}
    overlays = [Composition(f"overlays/{name}", HOME / "overlays" / name) for name in _folders(root, "overlays")]
    single = [Composition(f"base with {name}", base, (path,)) for name, path in parts.items()]
    together = tuple(sorted(parts.values(), key=lambda path: path.name in LAST))
    return [Composition("base", base), *overlays, *single, Composition("base with all of them", base, together)]


def _folders(root: Path, kind: str) -> list[str]:
    return sorted(found.parent.name for found in (root / HOME / kind).glob(f"*/{FILE}"))
