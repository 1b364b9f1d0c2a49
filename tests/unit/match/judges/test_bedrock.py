"""Amazon Bedrock, as a server on the loopback answers in its place."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from rematch_match.adapters.judges import Access, open_bedrock
from rematch_match.domain.verdicts.prompts import SCHEMA
from rematch_match.ports.providers import Away, Completion, Limited, Provider, Refused
from tests.unit.match.judges.asking import MESSAGES
from tests.unit.match.judges.scripted import Scripted

pytest.importorskip("boto3", reason="the extra `bedrock` is not installed: make bedrock")
MODEL = "amazon.nova-micro-v1:0"


@pytest.fixture
async def bedrock(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Provider]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "aws-very-secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    provider = open_bedrock("eu-central-1", Access(key=lambda: "", url=server.url, model=MODEL, timeout=2))
    server.answer = answered("{}")
    yield provider
    await provider.close()


def answered(*texts: str) -> Any:
    message = {"role": "assistant", "content": [{"text": text} for text in texts]}
    told = {"output": {"message": message}, "usage": {"inputTokens": 50, "outputTokens": 5}, "stopReason": "end_turn"}
    return 200, json.dumps(told).encode(), {}


def refused(status: int, code: str, **headers: str) -> Any:
    return status, b'{"message": "the secret facts"}', {"x-amzn-ErrorType": code, **headers}


async def test_the_model_is_asked_for_a_short_cool_answer(server: Scripted, bedrock: Provider) -> None:
    server.answer = answered('{"score"', ": 7}")
    assert await bedrock.complete(MESSAGES, SCHEMA) == Completion('{"score": 7}', 50, 5)
    ((path, headers, asked),) = server.asked
    assert path == "/model/amazon.nova-micro-v1%3A0/converse"
    assert "eu-central-1/bedrock/aws4_request" in headers["authorization"]
    assert asked["system"] == [{"text": "Judge."}]
    assert asked["messages"] == [{"role": "user", "content": [{"text": "the secret facts"}]}]
    assert asked["inferenceConfig"] == {"maxTokens": 500, "temperature": 0.0}


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (refused(429, "ThrottlingException"), Limited),
        (refused(400, "ThrottlingException"), Limited),
        (refused(500, "InternalServerException"), Away),
        (refused(503, "ServiceUnavailableException"), Away),
        (refused(408, "ModelTimeoutException"), Away),
        (refused(403, "AccessDeniedException"), Refused),
        (refused(400, "ValidationException"), Refused),
        (refused(404, "ResourceNotFoundException"), Refused),
        ((200, b"<html>", {}), Away),
        ((200, b"{}", {}), Away),
    ],
)
async def test_every_failure_is_one_of_three_and_quotes_nothing(
    server: Scripted, bedrock: Provider, answer: Any, failure: type[Exception]
) -> None:
    server.answer = answer
    with pytest.raises(failure) as failed:
        await bedrock.complete(MESSAGES, SCHEMA)
    assert type(failed.value) is failure
    assert "secret" not in str(failed.value)
    assert len(server.asked) == 1, "tries are made by others"


async def test_what_it_asks_to_wait_is_told(server: Scripted, bedrock: Provider) -> None:
    server.answer = refused(429, "ThrottlingException", **{"Retry-After": "4"})
    with pytest.raises(Limited) as limited:
        await bedrock.complete(MESSAGES, SCHEMA)
    assert limited.value.retry_after == 4


async def test_one_that_is_gone_is_away(bedrock: Provider, server: Scripted) -> None:
    server.released.clear()
    with pytest.raises(Away, match="ReadTimeoutError"):
        await bedrock.complete(MESSAGES, SCHEMA)
    gone = open_bedrock("eu-central-1", Access(key=lambda: "", url="http://127.0.0.1:9", model=MODEL))
    with pytest.raises(Away, match="EndpointConnectionError"):
        await gone.complete(MESSAGES, SCHEMA)
    await gone.close()


async def test_without_credentials_it_is_refused(
    bedrock: Provider, server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    import boto3

    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    other = open_bedrock("eu-central-1", Access(key=lambda: "", url=server.url, model=MODEL))
    with pytest.raises(Refused, match="no credentials"):
        await other.complete(MESSAGES, SCHEMA)
    await other.close()


async def test_its_health_is_told_by_its_list_of_models(server: Scripted, bedrock: Provider) -> None:
    server.answer = (200, b'{"modelSummaries": []}', {})
    assert await bedrock.unwell() is None
    assert server.asked[0][0] == "/foundation-models"
    server.answer = refused(403, "AccessDeniedException")
    assert await bedrock.unwell() is None, "whoever may not list models may still ask one"
    server.answer = refused(500, "InternalServerException")
    assert await bedrock.unwell() == "Amazon Bedrock answers 500 InternalServerException"
