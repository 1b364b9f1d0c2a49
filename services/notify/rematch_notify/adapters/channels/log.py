"""Tells by a line in the log."""

from rematch_common.logs import logger
from rematch_notify.domain.matches import Match, line

log = logger(__name__)


class LogChannel:
    """See rematch_notify.ports.deliveries.Teller."""

    name = "log"

    async def tell(self, match: Match) -> None:
        log.info("match told", **line(match))
