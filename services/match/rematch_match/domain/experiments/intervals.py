"""Intervals of 95 % around shares: they hold for few people and for shares near 0 and 1, where p ± 1.96 s does not."""

from dataclasses import dataclass
from math import sqrt

# Of the normal distribution, the point that 2.5 % lie above.
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """What was measured, and between which bounds the truth may lie."""

    value: float
    low: float
    high: float

    @property
    def beside_zero(self) -> bool:
        """All of it is above 0, or all of it below."""
        return self.low > 0 or self.high < 0


def wilson(successes: float, total: int, z: float = Z95) -> Interval:
    """E. B. Wilson (1927), of `successes` in `total`: anything from 0 to 1 where there is nobody."""
    if total <= 0:
        return Interval(0.0, 0.0, 1.0)
    share, square = successes / total, z * z / total
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * sqrt(share * (1 - share) / total + square / (4 * total))
    # At both ends the formula gives the end itself, but for the last digit of a float.
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == total else min(1.0, middle + half)
    return Interval(share, low, high)


def newcombe(one: Interval, other: Interval) -> Interval:
    """R. G. Newcombe (1998), method 10: of the difference `one` - `other` of two independent Wilson intervals."""
    difference = one.value - other.value
    below = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Interval(difference, max(-1.0, difference - below), min(1.0, difference + above))
