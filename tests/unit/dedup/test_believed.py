"""A crawl that says most of what is known is gone is not believed, unless little is known."""

import pytest

from rematch_dedup.domain.crawls import FEW, Crawl
from tests.fakes.samples import NOW


@pytest.mark.parametrize(
    ("known", "missed", "believed"),
    [
        (0, 0, True),
        (1, 1, True),
        (FEW, FEW, True),
        (FEW + 1, FEW + 1, False),
        (FEW + 2, FEW // 2 + 1, True),
        (100, 50, True),
        (100, 51, False),
    ],
)
def test_half_of_many_may_be_gone_and_all_of_few(known: int, missed: int, believed: bool) -> None:
    assert Crawl("lever", "cooks", NOW, known, missed).believed is believed
