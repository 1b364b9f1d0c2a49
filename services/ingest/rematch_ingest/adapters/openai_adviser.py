"""Any language model that speaks OpenAI's chat completions, as ports.advice.Adviser."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import openai
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

from rematch_common.errors import DependencyAway
from rematch_common.secret import Secret, text_of

_TIMEOUT = 10.0
_TRIES = 2
_MOST_TOKENS = 100


@dataclass(frozen=True, slots=True)
class Access:
    url: str
    model: str
    key: Secret


class OpenAIAdviser:
    """Opened at its first question, closed with the service. What it raises quotes no text and no key."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._client = AsyncOpenAI(
            api_key="none",
            base_url=access.url,
            timeout=_TIMEOUT,
            max_retries=_TRIES,
            http_client=DefaultAsyncHttpxClient(follow_redirects=False),
        )
        # Else variables of the environment that are meant for OpenAI are told to every server.
        self._client.organization = self._client.project = None

    async def start(self) -> None:
        """It is asked when there is something to ask."""

    async def stop(self) -> None:
        await self._client.close()

    async def said(self, messages: Sequence[dict[str, str]]) -> str:
        asked: dict[str, Any] = {"model": self._access.model, "messages": list(messages), "temperature": 0.0}
        try:
            self._client.api_key = text_of(self._access.key) or "none"
        except OSError as error:
            raise self._away(f"can't be asked: its key can't be read ({type(error).__name__})") from None
        asked |= {"max_tokens": _MOST_TOKENS, "response_format": {"type": "json_object"}}
        try:
            told = await self._client.chat.completions.create(**asked)
        except openai.APIStatusError as error:
            raise self._away(f"answers {error.status_code}") from None
        except openai.OpenAIError as error:
            raise self._away(f"does not answer: {type(error.__cause__ or error).__name__}") from None
        choices = getattr(told, "choices", None)
        return (choices[0].message.content or "") if choices else ""

    def _away(self, why: str) -> DependencyAway:
        return DependencyAway("category-model", f"{self._access.url} {why}")
