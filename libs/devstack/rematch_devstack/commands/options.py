"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Data directory of the running stack  [default: REMATCH_DATA_DIR, else .rematch]"),
]
Bootstrap = Annotated[
    str | None,
    typer.Option("--bootstrap", help="Kafka's address  [default: REMATCH_KAFKA_BOOTSTRAP, else the running stack's]"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
