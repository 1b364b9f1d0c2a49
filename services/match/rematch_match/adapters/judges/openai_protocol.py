"""Any model that speaks OpenAI's chat completions, asked with OpenAI's own client."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import openai
import orjson
from openai import DEFAULT_CONNECTION_LIMITS, AsyncOpenAI, DefaultAsyncHttpxClient

from rematch_match.adapters.judges.dialect import Access, Dialect
from rematch_match.domain.prices import tokens_of
from rematch_match.domain.verdicts.prompts import Message
from rematch_match.ports.providers import Away, Completion, Late, Limited, Refused

_LATER = {408, 409, 425, 429}
_REASONS = {401: "its key is wrong", 403: "its key may not use the model", 404: "its address or the model is unknown"}
# A server that has no list of models is there all the same.
_NO_LIST = {404, 405, 501}
# Checked when the reply is read; of strict schemas not every provider takes them.
_BOUNDS = {"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"}


class OpenAIProtocol:
    """See rematch_match.ports.providers.Provider. Tries once; what it raises quotes no text, no reply and no key."""

    def __init__(self, dialect: Dialect, access: Access) -> None:
        self.name = dialect.name
        self.model = access.model or dialect.model
        self.form = access.form or dialect.form
        self._url = access.url or dialect.url
        self._limit: dict[str, Any] = {dialect.limit: access.most_tokens}
        self._access = access
        self._client = AsyncOpenAI(
            api_key=self._key,
            base_url=self._url,
            max_retries=0,
            timeout=access.timeout,
            # What is asked goes where the setting says, and nowhere else.
            http_client=DefaultAsyncHttpxClient(follow_redirects=False, limits=DEFAULT_CONNECTION_LIMITS),
        )
        # Else variables of the environment that are meant for OpenAI are told to every provider.
        self._client.organization = self._client.project = None

    async def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Completion:
        asked: dict[str, Any] = {"model": self.model, "messages": list(messages), "temperature": 0.0}
        asked |= {**self._limit, **self._held_to(schema)}
        try:
            raw = await self._client.chat.completions.with_raw_response.create(**asked)
        except openai.APIStatusError as error:
            raise self._status(error) from None
        except openai.APITimeoutError as error:
            raise Late(f"{self._url} doesn't answer: {type(error.__cause__ or error).__name__}") from None
        except openai.APIConnectionError as error:
            raise Away(f"{self._url} doesn't answer: {type(error.__cause__ or error).__name__}") from None
        sent = sum(len(message["content"]) for message in messages)
        return self._completion(raw.http_response.content, sent)

    async def unwell(self) -> str | None:
        try:
            await self._client.models.with_raw_response.list()
        except openai.APIStatusError as error:
            return None if error.status_code in _NO_LIST else str(self._status(error))
        except Refused as refused:
            return str(refused)
        except Exception as error:  # whatever it is, it is not well
            return f"{self._url} doesn't answer: {type(error.__cause__ or error).__name__}"
        return None

    async def close(self) -> None:
        await self._client.close()

    async def _key(self) -> str:
        key = self._access.key()
        if not (key.isascii() and key.isprintable()):
            raise Refused(f"the key for {self.name} must be of printable ASCII characters: copy it anew")
        # A server that wants no key is told something all the same: the client sends no empty ones.
        return key or "none"

    def _held_to(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        if self.form == "prose":
            return {}
        if self.form == "object":
            return {"response_format": {"type": "json_object"}}
        named = {"name": "verdict", "strict": True, "schema": without_bounds(schema)}
        return {"response_format": {"type": "json_schema", "json_schema": named}}

    def _status(self, error: openai.APIStatusError) -> Exception:
        """The body isn't told: it may quote what was asked, or the key."""
        status = error.status_code
        if status not in _LATER and status < 500:
            reason = _REASONS.get(status, "it doesn't take what it is asked")
            return Refused(f"{self._url} answers {status}: {reason}")
        if error.code == "insufficient_quota":
            return Refused(f"{self._url} answers {status}: what was paid for is used up")
        asked = retry_after(error.response.headers.get("retry-after"))
        if status == 429 or asked is not None:
            return Limited(f"{self._url} answers {status}", asked)
        return Away(f"{self._url} answers {status}")

    def _completion(self, body: bytes, sent: int) -> Completion:
        try:
            told = orjson.loads(body)
            text = told["choices"][0]["message"].get("content")
            text = text if isinstance(text, str) else ""
            used = told.get("usage") or {}
            read, written = used.get("prompt_tokens"), used.get("completion_tokens")
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise Away(f"{self._url} doesn't answer as a chat model does: {type(error).__name__}") from None
        return Completion(text, _count(read, sent), _count(written, len(text)))


def without_bounds(schema: Any) -> Any:
    """The schema's shape alone."""
    if isinstance(schema, Mapping):
        return {key: without_bounds(value) for key, value in schema.items() if key not in _BOUNDS}
    return [without_bounds(each) for each in schema] if isinstance(schema, list) else schema


def retry_after(value: str | None) -> float | None:
    """Seconds, told as such or as a date."""
    try:
        return None if value is None else max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(str(value)) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _count(told: Any, characters: int) -> int:
    whole = isinstance(told, int) and not isinstance(told, bool) and told >= 0
    return told if whole else tokens_of(characters)  # not every server counts
