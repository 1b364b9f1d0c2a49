"""The services' APIs for commands: asked, and every refusal as a sentence."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rematch_devstack.commands import door
from rematch_devstack.errors import StackError

if TYPE_CHECKING:
    import httpx

TIMEOUT = 60.0


class ServiceApi:
    """Asks one service, and turns every refusal into a sentence."""

    def __init__(self, service: str, found: door.Door, transport: "httpx.BaseTransport | None" = None) -> None:
        import httpx  # not for those who only ask for help

        headers = {"Authorization": f"Bearer {found.key}"}
        self._client = httpx.Client(base_url=found.url, headers=headers, timeout=TIMEOUT, transport=transport)
        self._service = service

    def ask(self, method: str, path: str, *, accept: tuple[int, ...] = (), **more: Any) -> Any:
        """The answer's JSON; None where there is none. StackError with what it says when it refuses, or isn't there.
        `accept`: refusals that are answers, too."""
        import httpx

        try:
            answer = self._client.request(method, path, **more)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise StackError(
                f"{self._service} does not answer at {self._client.base_url} ({type(error).__name__})"
            ) from None
        if answer.is_success or answer.status_code in accept:
            return answer.json() if answer.content else None
        raise StackError(self._why(answer))

    def _why(self, answer: "httpx.Response") -> str:
        try:
            return f"{answer.json()['detail']} ({answer.status_code})"
        except (ValueError, KeyError, TypeError):
            return f"{self._service} answers with {answer.status_code}"


def ingest_api(url: str | None, data_dir: Path | None) -> ServiceApi:
    """StackError where nothing tells its address, or a key."""
    return ServiceApi("ingest", door.find(url, None, data_dir))


def match_api(url: str | None, data_dir: Path | None) -> ServiceApi:
    """StackError where nothing tells its address, or a key."""
    return ServiceApi("match", door.find(url, None, data_dir, service="match"))


def notify_api(url: str | None, data_dir: Path | None) -> ServiceApi:
    """StackError where nothing tells its address, or a key."""
    return ServiceApi("notify", door.find(url, None, data_dir, service="notify"))
