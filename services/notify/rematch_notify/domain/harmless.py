"""Strangers' words, made fit for a line of a message: nothing in them but what is seen."""

import re
from urllib.parse import quote, urlsplit

# Marks that turn the direction of what stands behind them, and what can't be seen at all. The joiners stay: whole
# scripts need them.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_GAPS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# What may stand in an address as it is; no bracket or quote of HTML, Slack's or Discord's is among it.
_OF_ADDRESSES = "/:?#@!$&*+,;=%~-._"
_LONGEST_ADDRESS = 1_000


def line(text: object, most: int = 200) -> str:
    """One line of at most so many characters."""
    shown = _GAPS.sub(" ", _UNSEEN.sub("", str(text))).strip()
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


def href(address: object) -> str:
    """A web address that can't end where it doesn't end; empty for anything else."""
    text = quote(str(address or ""), safe=_OF_ADDRESSES)
    parts = urlsplit(text)
    fit = parts.scheme in ("http", "https") and parts.netloc and len(text) <= _LONGEST_ADDRESS
    return text if fit else ""
