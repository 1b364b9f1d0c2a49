"""ingest's scrape queue over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from rematch_devstack.collect.pacing import Wait, back_off
from rematch_devstack.collect.wanted import Found, Posting
from rematch_devstack.errors import StackError

# A posting has a MiB at most, a request 64.
AT_ONCE = 50
_ATTEMPTS = 5
_LONGEST_WAIT = 60.0


@dataclass(frozen=True)
class Role:
    """One that is ours until we say that it is done."""

    queue_id: int
    round: int
    name: str
    platforms: tuple[str, ...]
    places: tuple[str, ...]


class RoundOver(Exception):
    """The role was taken back meanwhile."""


class QueueClient:
    def __init__(self, client: httpx.Client, key: str, wait: Wait) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {key}"}
        self._wait = wait

    def next(self, rested: int) -> Role | None:
        """The next role of which no round ended within so many seconds, well or badly; None when there is none."""
        try:
            told = self._ask("GET", f"/v1/scrape-queue/next?rested={rested}")
        except RoundOver:
            held = "this key has as many roles as it may: those of a collector that was killed go back within an hour"
            raise StackError(held) from None
        if told is None:
            return None
        names = tuple(told["platforms"]), tuple(told["location_hints"])
        return Role(told["queue_id"], told["round"], told["display_role"], *names)

    def bring(self, role: Role, platform: str, found: Found) -> int:
        """Hand in a platform's postings; how many were accepted."""
        parts = [found.postings[at : at + AT_ONCE] for at in range(0, len(found.postings), AT_ONCE)] or [()]
        accepted = 0
        for number, part in enumerate(parts, 1):
            last = number == len(parts)
            accepted += self._part(
                role, {"platform": platform, "more": not last, "complete": last and found.complete}, part
            )
        return accepted

    def _part(self, role: Role, told: dict[str, Any], part: Sequence[Posting]) -> int:
        body = {**told, "round": role.round, "jobs": list(part)}
        answer = self._ask("POST", f"/v1/scrape-queue/{role.queue_id}/jobs", body)
        return int(answer["accepted"]) if answer else 0

    def complete(self, role: Role) -> None:
        self._ask("POST", f"/v1/scrape-queue/{role.queue_id}/complete", {"round": role.round})

    def fail(self, role: Role, why: str, platform: str | None = None, retry: bool = True) -> None:
        body = {"error": why[:900], "platform": platform, "retry": retry, "round": role.round}
        self._ask("POST", f"/v1/scrape-queue/{role.queue_id}/fail", body)

    def take_run(self) -> str | None:
        """A round that somebody asked for."""
        told = self._ask("POST", "/v1/pipeline-runs/take")
        return str(told["run_id"]) if told else None

    def end_run(self, run_id: str, roles: int, postings: int) -> None:
        self._ask("POST", f"/v1/pipeline-runs/{run_id}/done", {"roles": roles, "postings": postings})

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        """What is answered; asked again while ingest is away or has had enough. StackError when it says no."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer = self._client.request(method, path, json=body, headers=self._headers)
            except httpx.HTTPError as error:
                why, pause = f"ingest does not answer ({type(error).__name__})", 0.0
            else:
                if answer.status_code not in (429, 500, 502, 503, 504):
                    return _told(answer)
                why, pause = f"ingest answered {answer.status_code}", _seconds(answer)
            if attempt < _ATTEMPTS:
                self._wait(max(pause, back_off(attempt)))
        raise StackError(why)


def _told(answer: httpx.Response) -> Any:
    if answer.status_code == 204:
        return None
    if answer.status_code in (404, 409):
        raise RoundOver
    if answer.status_code == 422 and "accepted" in answer.json():
        return answer.json()
    if answer.is_error:
        detail = answer.json().get("detail", "") if "json" in answer.headers.get("content-type", "") else ""
        raise StackError(f"ingest refused it with {answer.status_code}: {str(detail)[:300]}")
    return answer.json()


def _seconds(answer: httpx.Response) -> float:
    told = answer.headers.get("retry-after", "")
    return min(float(told), _LONGEST_WAIT) if told.isascii() and told.isdecimal() and len(told) < 10 else 0.0
