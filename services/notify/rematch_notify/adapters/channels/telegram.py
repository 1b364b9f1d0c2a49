"""Telegram: a bot's message to a chat. The address is the chat's id, or @name of a channel."""

import re
from typing import Any

import httpx
import orjson

from rematch_common.secret import Secret, text_of
from rematch_notify.adapters.posting import Answer, judge, post
from rematch_notify.adapters.texts import Texts
from rematch_notify.ports.channel import Gone, Later, Message, Refused, Target

_CHAT = re.compile(r"-?[0-9]{1,19}|@[A-Za-z][A-Za-z0-9_]{3,31}")
# What Telegram takes, in characters that are seen.
_LONGEST = 4_096
# Said with 400: the chat is not there, or it has become another one, whose owner has not asked for anything.
_NOBODY = ("chat not found", "upgraded to a supergroup", "user is deactivated", "peer_id_invalid")


class TelegramChannel:
    """See rematch_notify.ports.channel.Channel."""

    name = "telegram"

    def __init__(self, client: httpx.AsyncClient, token: Secret, texts: Texts, api: str) -> None:
        self._client = client
        self._api = api
        self._token = token
        self._texts = texts

    async def send(self, message: Message, to: Target) -> int:
        if not _CHAT.fullmatch(to.address):
            raise Refused("the address is no Telegram chat: a number, or @name of a channel")
        text, items = self._texts.telegram(message, to.language, _LONGEST)
        content = {
            "chat_id": to.address,
            "text": text,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        headers = {"Content-Type": "application/json"}
        _judge(await post(self._client, self._url(), orjson.dumps(content), headers))
        return items

    def _url(self) -> str:
        """Raises Later."""
        try:
            return f"{self._api}/bot{text_of(self._token)}/sendMessage"
        except OSError as error:
            raise Later(f"the bot's token can't be read ({type(error).__name__})") from None


def _judge(answer: Answer) -> None:
    """Telegram says in the body what it means. A bot's token that is wrong is the deployment's fault (401, 404): the
    chat is there, and is told when the token is right."""
    said = _said(answer.body)
    told = str(said.get("description", "")).lower()
    if answer.status == 400 and any(words in told for words in _NOBODY):
        raise Gone("Telegram knows no such chat")
    if answer.status == 429:
        parameters = said.get("parameters")
        after = parameters.get("retry_after") if isinstance(parameters, dict) else None
        raise Later("Telegram asks to wait", float(after) if isinstance(after, int | float) else answer.after)
    judge(answer, gone=(403, 410), refused=(400, 413))


def _said(body: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}
