from rematch_dedup.domain.portrait import Pay, Portrait

# A job offered anew a few weeks later may pay a little more.
_RISE = 0.08


def salary(one: Portrait, other: Portrait) -> bool:
    """Pay of two openings may overlap; pay of one opening does."""
    if one.pay is None or other.pay is None:
        return False
    same_money = one.pay[2] is None or other.pay[2] is None or one.pay[2] == other.pay[2]
    return same_money and (_below(one.pay, other.pay) or _below(other.pay, one.pay))


def _below(lower: Pay, higher: Pay) -> bool:
    most, least = lower[1] or lower[0], higher[0] or higher[1]
    return most is not None and least is not None and most < least * (1 - _RISE)
