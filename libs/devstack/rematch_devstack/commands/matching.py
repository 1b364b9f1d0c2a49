"""`rematch eval match`: the services' own reading, embedding and scoring, one behind another, on a labelled set."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

_POSTINGS, _CANDIDATES, _JUDGMENTS = "postings.jsonl", "candidates.jsonl", "judgments.tsv"


def evaluate_matching(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=f"With {_POSTINGS}, {_CANDIDATES} and {_JUDGMENTS}.")],
    profile: Annotated[str | None, typer.Option(help="Only this scoring profile.")] = None,
) -> None:
    """Score every pair of a set under each profile, and print how well that ranks them. Exit 1 if a file is wrong."""
    with tempfile.TemporaryDirectory(prefix="rematch-eval-") as made:
        raise typer.Exit(_chained(folder, Path(made), profile))


def _chained(folder: Path, made: Path, profile: str | None) -> int:
    """Each service reads what the one before it wrote, as it does from its topics. The code of the first that fails."""
    read, jobs, people = made / "read.jsonl", made / "jobs.jsonl", made / "people.jsonl"
    steps: tuple[tuple[str, Sequence[str], Path | None], ...] = (
        ("reading the postings", ("rematch_dedup.offline", "read", str(folder / _POSTINGS)), read),
        ("embedding the postings", ("rematch_embed.offline", "jobs", str(read)), jobs),
        ("embedding the candidates", ("rematch_embed.offline", "candidates", str(folder / _CANDIDATES)), people),
        ("scoring", _scoring(jobs, people, folder / _JUDGMENTS, profile), None),
    )
    for name, (module, *words), into in steps:
        print(name, file=sys.stderr)  # noqa: T201
        code = _run((sys.executable, "-m", module, *words), into)
        if code:
            return code
    return 0


def _scoring(jobs: Path, people: Path, judgments: Path, profile: str | None) -> tuple[str, ...]:
    files = ("rematch_match.offline", "eval", str(jobs), str(people), str(judgments))
    return (*files, profile) if profile else files


def _run(command: Sequence[str], into: Path | None) -> int:
    if into is None:
        return subprocess.run(command, check=False).returncode
    with into.open("wb") as file:
        return subprocess.run(command, stdout=file, check=False).returncode
