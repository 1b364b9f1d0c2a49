"""Tells by a line in the log: of every match, and for subscriptions that have no other way."""

from rematch_common.logs import logger
from rematch_notify.domain.matches import Match, line
from rematch_notify.ports.channel import Message, Target

log = logger(__name__)


class LogChannel:
    """See rematch_notify.ports.deliveries.Teller and rematch_notify.ports.channel.Channel."""

    name = "log"

    async def tell(self, match: Match) -> None:
        log.info("match told", **line(match))

    async def send(self, message: Message, to: Target) -> int:
        """The address is somebody's, so it isn't said. Nobody is shown anything by it."""
        log.info(
            "message told",
            message_id=str(message.message_id),
            tenant_id=message.tenant_id,
            kind=message.kind,
            items=len(message.items),
            more=message.more,
            language=to.language,
        )
        return 0
