"""Where a candidate is in ingest's API."""

from typing import Annotated
from urllib.parse import quote

import typer

Id = Annotated[str, typer.Argument(metavar="ID", help="Their candidate_id.")]


def path_of(candidate_id: str) -> str:
    return f"/v1/candidates/{quote(candidate_id, safe='')}"
