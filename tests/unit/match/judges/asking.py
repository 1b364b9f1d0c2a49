"""What a model is asked in tests, and answers of OpenAI's protocol."""

import json
from collections.abc import Callable
from typing import Any

from rematch_match.domain.verdicts.prompts import Message
from rematch_match.ports.providers import Provider

KEY = "sk-very-secret"
MESSAGES: list[Message] = [{"role": "system", "content": "Judge."}, {"role": "user", "content": "the secret facts"}]
Open = Callable[..., Provider]


def answer(text: Any, **used: Any) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}], "usage": used}).encode()
