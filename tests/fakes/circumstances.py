"""The circumstances of match, as a test sets them."""

from datetime import datetime, timedelta

from rematch_match.ports.circumstances import Circumstances


class FakePrevailing:
    """See rematch_match.ports.circumstances.Prevailing."""

    def __init__(self, under: Circumstances | None = None) -> None:
        self.under = under or Circumstances()

    async def now(self) -> Circumstances:
        return self.under

    async def take_snapshot(self, at: datetime, every: timedelta) -> bool:
        """What a test has set stays."""
        return False
