"""`python -m rematch_devstack.deploycheck`: a table, and one sentence a problem. `--kubernetes`: deploy/k8s alone."""

import sys
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from rematch_devstack.deploycheck.cluster import Row, check_cluster
from rematch_devstack.deploycheck.compose import check_compose
from rematch_devstack.deploycheck.image import check_image
from rematch_devstack.deploycheck.knowledge import Knowledge, known_settings
from rematch_devstack.deploycheck.kubectl import kubectl
from rematch_devstack.deploycheck.members import services
from rematch_devstack.deploycheck.problems import Problem
from rematch_devstack.workspace import root as workspace_root

FILES = (("Dockerfile", "stages", check_image), ("docker-compose.yml", "services", check_compose))
ONLY_KUBERNETES = "--kubernetes"


def check(root: Path, program: str | None = None, *, files: bool = True) -> tuple[list[Row], list[Problem]]:
    """A row for each thing that is checked (name, what it holds, problems), and the problems."""
    known, problems = _knowledge(root)
    rows: list[Row] = []
    for name, unit, look in FILES if files else ():
        try:
            count, found = look(root, known)
        except FileNotFoundError as missing:
            count, found = 0, [Problem(name, f"{missing.filename} is not there")]
        rows.append((name, f"{count} {unit}", len(found)))
        problems += found
    more, found = check_cluster(root, known, program)
    return rows + more, problems + found


def _knowledge(root: Path) -> tuple[Mapping[str, Knowledge], list[Problem]]:
    known, problems = {}, []
    for name in services(root):
        try:
            known[name] = known_settings(name)
        except LookupError as unknown:
            problems.append(Problem(f"services/{name}", unknown.args[0]))
    return known, problems


def main(arguments: list[str]) -> int:
    """Print the table and the problems; 1 when there are any."""
    program = kubectl()
    rows, problems = check(workspace_root(), program, files=ONLY_KUBERNETES not in arguments)
    table = Table("what", "holds", "problems")
    for name, holds, count in rows:
        table.add_row(name, holds, str(count))
    console = Console(soft_wrap=True)
    console.print(table)
    if program is None:
        console.print("kubectl is not here: rendered by our own renderer alone", highlight=False)
    for problem in problems:
        console.print(str(problem), style="red", markup=False, highlight=False)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
