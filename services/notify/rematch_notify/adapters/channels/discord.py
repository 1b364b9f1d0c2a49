"""Discord: a channel's webhook. The address is the webhook's."""

import httpx
import orjson

from rematch_notify.adapters.posting import Answer, judge, post
from rematch_notify.adapters.texts import Texts
from rematch_notify.ports.channel import Later, Message, Target

_LONGEST = 2_000
# Discord calls nobody and opens no preview, whatever a title says.
_QUIET = {"allowed_mentions": {"parse": []}, "flags": 1 << 2}


class DiscordChannel:
    """See rematch_notify.ports.channel.Channel."""

    name = "discord"

    def __init__(self, client: httpx.AsyncClient, texts: Texts) -> None:
        self._client = client
        self._texts = texts

    async def send(self, message: Message, to: Target) -> int:
        text, items = self._texts.discord(message, to.language, _LONGEST)
        content = {"content": text, **_QUIET}
        headers = {"Content-Type": "application/json"}
        _judge(await post(self._client, to.address, orjson.dumps(content), headers))
        return items


def _judge(answer: Answer) -> None:
    if answer.status == 429:
        raise Later("Discord asks to wait", answer.after if answer.after is not None else _in_body(answer.body))
    judge(answer, gone=(401, 403, 404, 410), refused=(400, 413))


def _in_body(body: bytes) -> float | None:
    try:
        after = orjson.loads(body)["retry_after"]
    except (orjson.JSONDecodeError, LookupError, TypeError):
        return None
    return float(after) if isinstance(after, int | float) else None
