from rematch_dedup.domain.portrait import Portrait


def requisition(one: Portrait, other: Portrait) -> bool:
    """Whoever numbers its openings says with two numbers that there are two. The numbers of two firms say nothing."""
    if one.company != other.company or not one.requisitions or not other.requisitions:
        return False
    return one.requisitions.isdisjoint(other.requisitions)
