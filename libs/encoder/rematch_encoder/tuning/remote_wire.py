"""What a remote trainer is asked and says, checked: it is somebody else's program."""

import json
import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from rematch_encoder.tuning.ports import TrainingFailed

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_STATES = ("queued", "running", "done", "failed")
_REASON = 200


class Away(Exception):
    """It doesn't answer, or not now."""


@dataclass(frozen=True, slots=True)
class State:
    """How far a training is; `sha256` and `size` of its adapter once it is done."""

    state: str
    progress: float = 0.0
    reason: str = ""
    sha256: str = ""
    size: int = 0


def address(base_url: str, keyed: bool) -> str:
    """Without a slash at its end. What goes there are people's words: in the clear only within this machine."""
    try:
        parts = urlsplit(base_url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.query or parts.fragment:
        raise TrainingFailed(f"{base_url[:100]!r} is no address of a trainer: write https://host/path, without a user")
    if parts.scheme == "http" and not _here(host):
        what = "the token and people's profiles" if keyed else "people's profiles"
        raise TrainingFailed(f"{host} is not this machine: {what} go there by https alone")
    return base_url.rstrip("/")


def identity(body: bytes) -> str:
    """Of the training that was submitted; it becomes a part of addresses."""
    found = _object(body).get("id")
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise TrainingFailed("the trainer tells no id that could stand in an address")
    return found


def state_of(body: bytes) -> State:
    said = _object(body)
    state, progress = said.get("state"), said.get("progress", 0.0)
    if state not in _STATES or isinstance(progress, bool) or not isinstance(progress, int | float):
        raise TrainingFailed("the trainer doesn't tell how far it is")
    if state != "done":
        return State(state, min(1.0, max(0.0, progress)), _plain(said.get("reason")))
    digest, size = said.get("sha256"), said.get("bytes")
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest) or type(size) is not int or size < 1:
        raise TrainingFailed("the trainer is done and tells no sha256 and bytes of its adapter")
    return State(state, 1.0, sha256=digest, size=size)


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise TrainingFailed("the trainer answers without JSON") from error
    if not isinstance(said, dict):
        raise TrainingFailed("the trainer answers without a JSON object")
    return said


def _plain(reason: object) -> str:
    """Somebody else's words, on a terminal of ours."""
    told = "".join(letter if letter.isprintable() else " " for letter in str(reason or "it doesn't say why"))
    return told[:_REASON]
