"""Slack, and what takes Slack's webhooks. The address is the webhook's."""

import httpx
import orjson

from rematch_notify.adapters.posting import judge, post
from rematch_notify.adapters.texts import Texts
from rematch_notify.domain.harmless import line
from rematch_notify.ports.channel import Message, Target

# Of one section's text, and of a message's sections.
_LONGEST = 2_900


class SlackChannel:
    """See rematch_notify.ports.channel.Channel."""

    name = "slack"

    def __init__(self, client: httpx.AsyncClient, texts: Texts) -> None:
        self._client = client
        self._texts = texts

    async def send(self, message: Message, to: Target) -> int:
        parts = self._texts.slack(message, to.language, _LONGEST)
        content = {
            # What is shown where there is no room for more: no markup, and nobody is called by it.
            "text": line(message.subject).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
            "blocks": [
                {"type": "section", "text": {"type": "mrkdwn", "text": part, "verbatim": True}} for part in parts
            ],
            "unfurl_links": False,
            "unfurl_media": False,
        }
        headers = {"Content-Type": "application/json"}
        answer = await post(self._client, to.address, orjson.dumps(content), headers)
        judge(answer, gone=(403, 404, 410), refused=(400, 413))
        return len(message.items)
