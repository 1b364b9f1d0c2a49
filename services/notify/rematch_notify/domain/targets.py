"""Where a message may go, by channel: what an address there looks like, and what of it may be shown."""

import base64
import binascii
import re
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from rematch_common.errors import InvalidRecord

SIGNED = "webhook"
_PREFIX = "whsec_"
# As the scheme of Standard Webhooks has it.
_SHORTEST, _LONGEST = 24, 64
_MAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_CHAT = re.compile(r"-?[0-9]{1,19}|@[A-Za-z][A-Za-z0-9_]{3,31}")


def check_target(channel: str, target: str, *, insecure: bool = False) -> None:
    """Raises InvalidRecord, without quoting the address. What an address leads to is looked at when something is sent
    there. `insecure`: http will do."""
    if not target.isprintable():
        raise _wrong("leave out line breaks, tabs and other control characters")
    check = _CHECKS.get(channel)
    if check is not None and (told := check(target, insecure)):
        raise _wrong(told)


def _wrong(told: str) -> InvalidRecord:
    return InvalidRecord("bad_target", f"target: {told}", field="target")


def _mail(target: str, _: bool) -> str:
    good = target.isascii() and len(target) <= 254 and _MAIL.fullmatch(target)
    return "" if good else "give one e-mail address, for example jo@example.org"


def _chat(target: str, _: bool) -> str:
    return "" if _CHAT.fullmatch(target) else "give the number of a Telegram chat, or @name of a channel"


def _url(target: str, insecure: bool) -> str:
    schemes = ("https", "http") if insecure else ("https",)
    try:
        parts = urlsplit(target)
        port = parts.port
    except ValueError:
        return "give a full address that begins with https://"
    if parts.scheme not in schemes or not parts.hostname or port == 0 or " " in target:
        return "give a full address that begins with https://"
    return "leave the user and the password out of the address" if "@" in parts.netloc else ""


_CHECKS: dict[str, Callable[[str, bool], str]] = {
    "email": _mail,
    "telegram": _chat,
    "slack": _url,
    "discord": _url,
    SIGNED: _url,
}


def masked(channel: str, target: str) -> str:
    """Enough for whoever knows the address to know it again, and nothing else of it."""
    if channel == "email":
        name, _, domain = target.rpartition("@")
        return f"{name[:1]}***@{domain}"
    if channel in ("slack", "discord", SIGNED):
        return f"{urlsplit(target).scheme}://{urlsplit(target).hostname}/***"
    return f"***{target[-2:]}" if len(target) > 4 else "***"


def check_secret(channel: str, secret: str | None) -> None:
    """Raises InvalidRecord for what a webhook can't be signed with, and for a secret where nothing is signed."""
    if secret is None:
        return
    if channel != SIGNED:
        raise InvalidRecord("no_secret", f"secret: only a {SIGNED} is signed, leave it out", field="secret")
    try:
        bare = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        bare = b""
    if not secret.startswith(_PREFIX) or not _SHORTEST <= len(bare) <= _LONGEST:
        told = (
            f"secret: give {_PREFIX} and the base64 of {_SHORTEST} to {_LONGEST} bytes, or leave it out for a new one"
        )
        raise InvalidRecord("bad_secret", told, field="secret")


def new_secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
