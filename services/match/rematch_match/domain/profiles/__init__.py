"""How factors make a score, as data: a profile a file, and a line in this table."""

from rematch_match.domain.profiles.five_factor import FIVE_FACTOR
from rematch_match.domain.profiles.hybrid import HYBRID
from rematch_match.domain.profiles.layered import LAYERED
from rematch_match.domain.profiles.learned import LEARNED
from rematch_match.domain.profiles.profile import Profile
from rematch_match.domain.profiles.rematch import REMATCH

PROFILES = {profile.name: profile for profile in (REMATCH, FIVE_FACTOR, LAYERED, HYBRID, LEARNED)}


def profile_named(name: str) -> Profile:
    """Our own where nothing is known by that name: a tenant's slip of the pen must not stop its matching."""
    return PROFILES.get(name, REMATCH)


__all__ = ["PROFILES", "Profile", "profile_named"]
