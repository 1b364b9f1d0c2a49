"""What the stand-in says, well or badly."""

import json
from collections.abc import Callable, Mapping, Sequence

from rematch_devstack.standin.said import Said

Messages = Sequence[Mapping[str, str]]
_NOBODY_HAS = "Underwater Basket Weaving"


def reply_of(opinion: Said, messages: Messages, fault: str | None) -> str:
    return _SAID[fault](opinion, messages) if fault in _SAID else _well(opinion, messages)


def _well(opinion: Said, _: Messages) -> str:
    return json.dumps(opinion.as_json())


def _prose(opinion: Said, messages: Messages) -> str:
    return f"Sure! This is how I see it:\n```json\n{_well(opinion, messages)}\n```\nAsk if anything is unclear."


def _range(opinion: Said, messages: Messages) -> str:
    return _well(opinion.out_of_range(), messages)


def _unknown(opinion: Said, messages: Messages) -> str:
    return _well(opinion.with_skill(_NOBODY_HAS), messages)


def _leak(opinion: Said, messages: Messages) -> str:
    told = next((message["content"] for message in messages if message["role"] == "system"), "")
    return _well(opinion.in_words(told[:280]), messages)


def _garbage(_: Said, __: Messages) -> str:
    return "I am not able to tell. Perhaps 61.5, perhaps {not} at all."


def _half(opinion: Said, messages: Messages) -> str:
    whole = _well(opinion, messages)
    return whole[: len(whole) // 2]


_SAID: Mapping[str | None, Callable[[Said, Messages], str]] = {
    "prose": _prose,
    "range": _range,
    "unknown": _unknown,
    "leak": _leak,
    "garbage": _garbage,
    "half": _half,
}
