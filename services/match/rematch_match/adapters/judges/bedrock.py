"""Models on Amazon Bedrock, by its Converse API. Needs the extra `bedrock`; boto3 waits, so it does in threads."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError

from rematch_match.adapters.judges.dialect import Access
from rematch_match.adapters.judges.openai_protocol import retry_after
from rematch_match.domain.verdicts.prompts import Message
from rematch_match.ports.providers import Away, Completion, Limited, Refused

_LIMITED = {"ThrottlingException", "TooManyRequestsException"}
_LATER = {"InternalServerException", "ServiceUnavailableException", "ModelTimeoutException", "ModelNotReadyException"}
# A call that was given up goes on in its thread until its own time is over.
_THREADS = 16


class Bedrock:
    """See rematch_match.ports.providers.Provider. Without a URL it is AWS in that region."""

    name = "bedrock"

    def __init__(self, region: str, access: Access) -> None:
        self.model = access.model
        self._most_tokens = access.most_tokens
        patience = Config(
            connect_timeout=access.timeout,
            read_timeout=access.timeout,
            retries={"total_max_attempts": 1},
            max_pool_connections=_THREADS,
        )
        open_client = partial(boto3.client, region_name=region, endpoint_url=access.url or None, config=patience)
        self._models = open_client("bedrock-runtime")
        self._catalogue = open_client("bedrock")
        self._threads = ThreadPoolExecutor(_THREADS, "bedrock")

    async def complete(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],  # noqa: ARG002 - Converse holds replies to none
    ) -> Completion:
        system = [{"text": each["content"]} for each in messages if each["role"] == "system"]
        turns = [
            {"role": each["role"], "content": [{"text": each["content"] or "-"}]}
            for each in messages
            if each["role"] != "system"
        ]
        bounds = {"maxTokens": self._most_tokens, "temperature": 0.0}
        answer = await self._in_thread(
            partial(self._models.converse, modelId=self.model, system=system, messages=turns, inferenceConfig=bounds)
        )
        return _completion(answer)

    async def unwell(self) -> str | None:
        """A key that may not list models may still ask one."""
        try:
            await self._in_thread(self._catalogue.list_foundation_models)
        except Refused:
            return None
        except Exception as error:  # whatever it is, it is not well
            return str(error) if isinstance(error, Away) else type(error).__name__
        return None

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._models.close()
        self._catalogue.close()

    async def _in_thread(self, call: Callable[[], Any]) -> Any:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, call)
        except ClientError as error:
            raise _told(error) from None
        except (NoCredentialsError, PartialCredentialsError):
            raise Refused("there are no credentials for AWS") from None
        except BotoCoreError as error:
            raise Away(f"Amazon Bedrock doesn't answer: {type(error).__name__}") from None


def _told(error: ClientError) -> Exception:
    """Its code and status; its message may quote what was asked."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    meta = error.response.get("ResponseMetadata", {})
    status = int(meta.get("HTTPStatusCode", 0))
    said = f"Amazon Bedrock answers {status} {code if code.isidentifier() else ''}".strip()
    if code in _LIMITED or status == 429:
        return Limited(said, retry_after(meta.get("HTTPHeaders", {}).get("retry-after")))
    return Away(said) if code in _LATER or status >= 500 else Refused(said)


def _completion(answer: Any) -> Completion:
    try:
        parts = answer["output"]["message"]["content"]
        text = "".join(part.get("text", "") for part in parts)
        return Completion(text, int(answer["usage"]["inputTokens"]), int(answer["usage"]["outputTokens"]))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Away(f"Amazon Bedrock doesn't answer as a chat model does: {type(error).__name__}") from None
