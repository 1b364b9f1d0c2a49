"""What the stand-in says, well or badly."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from rematch_devstack.standin.judge import Opinion

Messages = Sequence[Mapping[str, str]]
_NOBODY_HAS = "Underwater Basket Weaving"


def reply_of(opinion: Opinion, messages: Messages, fault: str | None) -> str:
    return _SAID[fault](opinion, messages) if fault in _SAID else _well(opinion, messages)


def _well(opinion: Opinion, _: Messages) -> str:
    return json.dumps(opinion.as_json())


def _prose(opinion: Opinion, messages: Messages) -> str:
    return f"Sure! This is how I see it:\n```json\n{_well(opinion, messages)}\n```\nAsk if anything is unclear."


def _range(opinion: Opinion, messages: Messages) -> str:
    return _well(replace(opinion, score=opinion.score + 101), messages)


def _unknown(opinion: Opinion, messages: Messages) -> str:
    return _well(replace(opinion, skills=(*opinion.skills, _NOBODY_HAS)), messages)


def _leak(opinion: Opinion, messages: Messages) -> str:
    told = next((message["content"] for message in messages if message["role"] == "system"), "")
    return _well(replace(opinion, reason=told[:280]), messages)


def _garbage(opinion: Opinion, _: Messages) -> str:
    return f"I am not able to tell. Perhaps {opinion.score}, perhaps {{not}} at all."


def _half(opinion: Opinion, messages: Messages) -> str:
    whole = _well(opinion, messages)
    return whole[: len(whole) // 2]


_SAID: Mapping[str | None, Callable[[Opinion, Messages], str]] = {
    "prose": _prose,
    "range": _range,
    "unknown": _unknown,
    "leak": _leak,
    "garbage": _garbage,
    "half": _half,
}
