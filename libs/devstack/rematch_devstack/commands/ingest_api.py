"""ingest's API for commands: asked, and every refusal as a sentence."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rematch_devstack.commands import door
from rematch_devstack.errors import StackError

if TYPE_CHECKING:
    import httpx

TIMEOUT = 60.0


class IngestApi:
    """Asks, and turns every refusal into a sentence."""

    def __init__(self, url: str, key: str, transport: "httpx.BaseTransport | None" = None) -> None:
        import httpx  # not for those who only ask for help

        headers = {"Authorization": f"Bearer {key}"}
        self._client = httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=TIMEOUT, transport=transport)

    def ask(self, method: str, path: str, *, accept: tuple[int, ...] = (), **more: Any) -> Any:
        """The answer's JSON; None where there is none. StackError with what it says when it refuses, or isn't there.
        `accept`: refusals that are answers, too."""
        import httpx

        try:
            answer = self._client.request(method, path, **more)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise StackError(f"ingest does not answer at {self._client.base_url} ({type(error).__name__})") from None
        if answer.is_success or answer.status_code in accept:
            return answer.json() if answer.content else None
        raise StackError(_why(answer))


def ingest_api(url: str | None, data_dir: Path | None) -> IngestApi:
    """StackError where nothing tells its address, or a key."""
    found = door.find(url, None, data_dir)
    return IngestApi(found.url, found.key)


def _why(answer: "httpx.Response") -> str:
    try:
        told = answer.json()
        return f"{told['detail']} ({answer.status_code})"
    except (ValueError, KeyError, TypeError):
        return f"ingest answers with {answer.status_code}"
