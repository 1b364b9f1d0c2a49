"""`python -m rematch_devstack.dashboards`: write all of them into deploy/observability."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from rematch_devstack.dashboards.business import BUSINESS
from rematch_devstack.dashboards.parts import Dashboard
from rematch_devstack.dashboards.pipeline import PIPELINE
from rematch_devstack.dashboards.services import of_service
from rematch_devstack.dashboards.writing import written
from rematch_devstack.workspace import root

FOLDER = Path("deploy") / "observability" / "grafana" / "dashboards"
SERVICES = ("ingest", "dedup", "embed", "match", "notify", "console")


def dashboards() -> Iterator[Dashboard]:
    """All that there are."""
    yield PIPELINE
    yield BUSINESS
    yield from map(of_service, SERVICES)


def files() -> dict[str, str]:
    """Their files, by name."""
    return {f"{one.name}.json": json.dumps(written(one), indent=1) + "\n" for one in dashboards()}


def main() -> int:
    folder = root() / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for stale in set(folder.glob("*.json")) - {folder / name for name in files()}:
        stale.unlink()
    for name, text in files().items():
        folder.joinpath(name).write_text(text, "utf-8")
    sys.stdout.write(f"{len(files())} dashboards in {FOLDER}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
