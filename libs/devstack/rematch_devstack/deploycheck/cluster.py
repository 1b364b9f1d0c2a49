"""All that deploy/k8s renders to, against schemas, the rules for pods, and what the code knows and needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rematch_devstack.deploycheck import fences, messaging, pods, setup_job, workloads
from rematch_devstack.deploycheck.compositions import HOME, Composition, compositions
from rematch_devstack.deploycheck.generated import stale
from rematch_devstack.deploycheck.knowledge import Knowledge
from rematch_devstack.deploycheck.kubectl import differences
from rematch_devstack.deploycheck.kustomize import FILE
from rematch_devstack.deploycheck.objects import Objects
from rematch_devstack.deploycheck.problems import Made, Problem, dig

Row = tuple[str, str, int]


class Cluster:
    """Looks at one composition after the other. What is wrong with a file is said once, however many hold it.

    `kubectl`: the program that renders everything once more, to be compared; None where there is none.
    """

    def __init__(
        self,
        root: Path,
        services: Mapping[str, Knowledge],
        kubectl: str | None = None,
        objects: Objects | None = None,
    ) -> None:
        self._root = root
        self._services = services
        self._kubectl = kubectl
        self._objects = objects or Objects()
        self._said: set[Problem] = set()

    def check(self) -> tuple[list[Row], list[Problem]]:
        """All of them. A row for each composition (name, what it holds, problems), and the problems."""
        rows, problems = [], []
        for composition in compositions(self._root):
            count, found = self.look(composition)
            rows.append((f"deploy/k8s: {composition.name}", f"{count} objects", len(found)))
            problems += found
        written = list(stale(self._root))
        rows.append(("deploy/k8s: what is generated", "4 files", len(written)))
        return rows, problems + written

    def look(self, composition: Composition) -> tuple[int, list[Problem]]:
        """How many objects it renders to, and what is wrong with them that was not said yet."""
        with composition.opened(self._root) as folder:
            made, found = composition.rendered(folder, self._root)
            if not found and self._kubectl:
                found = [Problem(*difference) for difference in differences(self._kubectl, folder, made)]
        # The rules may rely on the objects' shape once the schemas have accepted it.
        found = found or list(self._objects.problems(made)) or list(self._rules(made))
        home = (composition.folder / FILE).as_posix()
        # What is nobody's file in particular is that of whoever puts them together.
        placed = dict.fromkeys(replace(problem, where=problem.where or home) for problem in found)
        fresh = [problem for problem in placed if problem not in self._said]
        self._said |= set(fresh)
        return len(made), fresh

    def _rules(self, made: Sequence[Made]) -> Iterator[Problem]:
        index = {one.title: one for one in made}
        yield from _of_pods(made)
        yield from workloads.problems(index, self._services)
        yield from setup_job.problems(index, self._services)
        yield from fences.problems(made, index)
        yield from messaging.problems(made, index)


def check_cluster(
    root: Path, services: Mapping[str, Knowledge], kubectl: str | None = None
) -> tuple[list[Row], list[Problem]]:
    """See Cluster.check."""
    if not (root / HOME / "base" / FILE).is_file():
        return [], [Problem((HOME / "base" / FILE).as_posix(), "is not there")]
    return Cluster(root, services, kubectl).check()


def _of_pods(made: Sequence[Made]) -> Iterator[Problem]:
    accounts = {one.tree["metadata"]["name"] for one in made if one.tree["kind"] == "ServiceAccount"}
    for one in made:
        if "namespace" not in one.tree["metadata"] and one.tree["kind"] != "Namespace":
            yield Problem(one.file, f"{one.title} is in no namespace (metadata.namespace)")
        pod = dig(one.tree, "spec", "template", "spec")
        if pod is None or "containers" not in pod:
            continue
        if pod.get("serviceAccountName") not in accounts:
            named = pod.get("serviceAccountName")
            yield Problem(one.file, f"{one.title} has no ServiceAccount of its own ({named})")
        for complaint in pods.complaints(pod):
            yield Problem(one.file, f"{one.title} {complaint}")
