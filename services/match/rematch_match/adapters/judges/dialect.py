"""How a provider speaks OpenAI's chat completions, and what of it a deployment chooses."""

from dataclasses import dataclass
from typing import Literal

from rematch_match.adapters.keys import Key

Form = Literal["schema", "object", "prose"]
"""What a reply is held to: a JSON schema, any JSON object, or nothing."""


@dataclass(frozen=True, slots=True)
class Dialect:
    name: str
    url: str
    model: str
    form: Form
    limit: Literal["max_completion_tokens", "max_tokens"] = "max_completion_tokens"
    """What the bound of a reply is called."""
    keyless: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """What is empty or None is as the dialect has it."""

    key: Key
    url: str = ""
    model: str = ""
    form: Form | None = None
    most_tokens: int = 500
    timeout: float = 5.0
