"""What the suites of directories ask for."""

from typing import Any

from rematch_match.ports import Seek, SeekOpenings
from tests.fakes.samples import person

WEIGHTS = {"python": 1.0, "sql": 0.5, "go": 2.0}


def seek(tenant: str = "demo", **fields: Any) -> Seek:
    wanted: dict[str, Any] = {"skills": WEIGHTS, "most": 10, "reads": 100}
    return Seek(tenant, **wanted | fields)


def seek_openings(**fields: Any) -> SeekOpenings:
    wanted: dict[str, Any] = {"probed": frozenset(WEIGHTS), "weights": WEIGHTS, "most": 10, "reads": 100}
    return SeekOpenings(**wanted | fields)


def skilled(name: str, *skills: str, **fields: Any) -> Any:
    return person(name, skills=frozenset(skills), **fields)
