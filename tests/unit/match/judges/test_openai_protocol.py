"""What is asked in OpenAI's protocol, and what is read of an answer."""

import json
from typing import Any

import pytest

from rematch_match.adapters.judges import DIALECTS
from rematch_match.domain.verdicts.prompts import SCHEMA
from rematch_match.ports.providers import Completion, Refused
from tests.unit.match.judges.asking import KEY, MESSAGES, Open, answer
from tests.unit.match.judges.scripted import Scripted


async def test_the_model_is_asked_for_a_short_cool_answer_by_the_schema(server: Scripted, opened: Open) -> None:
    server.answer = (200, answer('{"score": 7}', prompt_tokens=120, completion_tokens=9), {})
    assert await opened().complete(MESSAGES, SCHEMA) == Completion('{"score": 7}', 120, 9)
    ((path, headers, asked),) = server.asked
    assert (path, headers["authorization"]) == ("/v1/chat/completions", f"Bearer {KEY}")
    assert (asked["model"], asked["messages"], asked["temperature"]) == ("gpt-4o-mini", MESSAGES, 0)
    assert asked["max_completion_tokens"] == 500
    held = asked["response_format"]["json_schema"]
    assert held["strict"] and set(held["schema"]["required"]) == set(held["schema"]["properties"])
    assert "maxLength" not in json.dumps(held), "OpenAI refuses strict schemas that have it"


@pytest.mark.parametrize(
    ("named", "form", "limit"),
    [
        ({"name": "groq"}, "json_object", "max_completion_tokens"),
        ({"name": "gemini"}, "json_schema", "max_tokens"),
        ({"name": "local", "model": "llama3.2"}, "json_schema", "max_tokens"),
        ({"name": "local", "model": "llama3.2", "form": "prose"}, None, "max_tokens"),
    ],
)
async def test_each_provider_is_asked_as_it_can_answer(
    server: Scripted, opened: Open, named: dict[str, Any], form: str | None, limit: str
) -> None:
    provider = opened(**named)
    await provider.complete(MESSAGES, SCHEMA)
    asked = server.asked[0][2]
    assert (asked["model"], asked[limit]) == (provider.model, 500)
    assert (asked.get("response_format") or {}).get("type") == form


def test_the_addresses_and_models_are_those_of_the_providers() -> None:
    assert {name: (dialect.url.split("/")[2], dialect.model) for name, dialect in DIALECTS.items()} == {
        "openai": ("api.openai.com", "gpt-4o-mini"),
        "groq": ("api.groq.com", "llama-3.3-70b-versatile"),
        "gemini": ("generativelanguage.googleapis.com", "gemini-2.5-flash-lite"),
        "local": ("127.0.0.1:11434", ""),
    }


async def test_where_tokens_are_not_counted_they_are_reckoned(server: Scripted, opened: Open) -> None:
    for used in ({}, {"prompt_tokens": "many", "completion_tokens": -1}, {"prompt_tokens": None}):
        server.answer = (200, answer("x" * 40, **used), {})
        assert await opened().complete(MESSAGES, SCHEMA) == Completion("x" * 40, 6, 10)


@pytest.mark.parametrize("text", [None, 7, ["{}"], {"a": 1}])
async def test_a_reply_without_words_is_an_empty_one(server: Scripted, opened: Open, text: Any) -> None:
    server.answer = (200, answer(text), {})
    assert (await opened().complete(MESSAGES, SCHEMA)).text == ""


async def test_the_key_is_asked_for_each_time_and_a_bad_one_never_leaves(server: Scripted, opened: Open) -> None:
    keys = ["sk-first", "sk-second", "sk-\u00e9", "sk-\n"]
    provider = opened(key=lambda: keys[0])
    for _ in range(2):
        await provider.complete(MESSAGES, SCHEMA)
        keys.pop(0)
    assert [headers["authorization"] for _, headers, _ in server.asked] == ["Bearer sk-first", "Bearer sk-second"]
    for _ in range(2):
        with pytest.raises(Refused, match="printable ASCII"):
            await provider.complete(MESSAGES, SCHEMA)
        keys.pop(0)
        keys.append("sk-\n")
    assert len(server.asked) == 2


async def test_what_the_environment_has_for_openai_is_told_to_nobody(
    server: Scripted, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_API_KEY", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "from-the-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9")
    await opened("local", model="m", key=lambda: "").complete(MESSAGES, SCHEMA)
    assert "from-the-environment" not in str(server.asked)


async def test_its_health_is_told_by_its_list_of_models(server: Scripted, opened: Open) -> None:
    provider = opened()
    server.answer = (200, b'{"object": "list", "data": []}', {})
    assert await provider.unwell() is None
    assert server.asked[0][0] == "/v1/models"
    server.answer = (404, b"{}", {})
    assert await provider.unwell() is None
    for status, why in ((401, "answers 401: its key is wrong"), (500, "answers 500"), (429, "answers 429")):
        server.answer = (status, b"{}", {})
        assert (await provider.unwell() or "").endswith(why)
    away = opened(url="http://127.0.0.1:9/v1")
    assert await away.unwell() == "http://127.0.0.1:9/v1 doesn't answer: ConnectError"
    assert "printable ASCII" in (await opened(key=lambda: "sk-\n").unwell() or "")
