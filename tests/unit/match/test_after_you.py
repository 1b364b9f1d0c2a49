"""Who works beside the matching waits for it, and not for ever."""

from rematch_match.handlers.after_you import GiveWay


class Looks:
    """Something fresh is at hand the first so many times that somebody looks; each look takes a second."""

    def __init__(self, busy: int) -> None:
        self.busy = busy
        self.seen = 0

    async def free(self) -> bool:
        self.seen += 1
        return self.seen > self.busy

    def now(self) -> float:
        return float(self.seen)


async def test_nobody_waits_where_nothing_is_fresh() -> None:
    looks = Looks(busy=0)
    await GiveWay(looks.free, 2.0, looks.now)()
    assert looks.seen == 1


async def test_what_is_fresh_goes_first() -> None:
    looks = Looks(busy=3)
    await GiveWay(looks.free, 10.0, looks.now)()
    assert looks.seen == 4


async def test_patience_has_an_end() -> None:
    looks = Looks(busy=1_000)
    await GiveWay(looks.free, 2.0, looks.now)()
    assert looks.seen == 2
