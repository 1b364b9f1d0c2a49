from rematch_dedup.domain.portrait import Portrait


def client(one: Portrait, other: Portrait) -> bool:
    """One agency's text for two clients is two jobs: each hint at the client has words that the other lacks. Two
    agencies describe one client each in its own way: there only hints that share nothing count."""
    if not (one.agency and other.agency) or not one.client or not other.client:
        return False
    if one.company != other.company:
        return one.client.isdisjoint(other.client)
    return bool(one.client - other.client) and bool(other.client - one.client)
