"""Circumstances that stay as a test has made them."""

from datetime import datetime, timedelta

from rematch_match.ports.circumstances import Circumstances


class FakePrevailing:
    """See rematch_match.ports.circumstances.Prevailing."""

    def __init__(self, circumstances: Circumstances) -> None:
        self._circumstances = circumstances

    async def now(self) -> Circumstances:
        return self._circumstances

    async def take_snapshot(self, at: datetime, every: timedelta) -> bool:
        return False
