"""ingest's API for commands: where it answers and with which key, told by option, environment or the run here."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rematch_devstack import workspace
from rematch_devstack.commands.target import of_run
from rematch_devstack.errors import StackError

if TYPE_CHECKING:
    import httpx

Url = Annotated[
    str | None,
    typer.Option("--url", help="ingest's address  [default: REMATCH_INGEST, else the running stack's]"),
]
TIMEOUT = 60.0


class IngestApi:
    """Asks, and turns every refusal into a sentence."""

    def __init__(self, url: str, key: str, transport: "httpx.BaseTransport | None" = None) -> None:
        import httpx  # not for those who only ask for help

        headers = {"Authorization": f"Bearer {key}"}
        self._client = httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=TIMEOUT, transport=transport)

    def ask(self, method: str, path: str, *, accept: tuple[int, ...] = (), **more: Any) -> Any:
        """The answer's JSON. StackError with what it says when it refuses, or isn't there. `accept`: refusals that
        are answers, too."""
        import httpx

        try:
            answer = self._client.request(method, path, **more)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise StackError(f"ingest does not answer at {self._client.base_url} ({type(error).__name__})") from None
        if answer.is_success or answer.status_code in accept:
            return answer.json()
        raise StackError(_why(answer))


def ingest_api(url: str | None, data_dir: Path | None, environ: Mapping[str, str] = os.environ) -> IngestApi:
    """StackError where nothing tells its address, or a key."""
    from rematch_devstack.commands import demo_key

    home = data_dir or workspace.default_data_dir(environ)
    address = url or ("" if data_dir else environ.get("REMATCH_INGEST", ""))
    if not address:
        address = of_run(home).services.get("ingest", "")
    key = environ.get("REMATCH_KEY") or demo_key.kept(home)
    if not address or not key:
        raise StackError("say where ingest is (--url or REMATCH_INGEST) and give a key of yours in REMATCH_KEY")
    return IngestApi(address, key)


def _why(answer: "httpx.Response") -> str:
    try:
        told = answer.json()
        return f"{told['detail']} ({answer.status_code})"
    except (ValueError, KeyError, TypeError):
        return f"ingest answers with {answer.status_code}"
