"""What metrics say of a settlement."""

from collections.abc import Callable, Iterable, Mapping

from rematch_common import metrics
from rematch_common.contracts import MatchFound, MatchWithdrawn
from rematch_match.domain.pairs import Pair, PairKey
from rematch_match.domain.profiles import profile_named
from rematch_match.domain.telling import MatchEvent, Told
from rematch_match.domain.terms import Terms


def count(told: Iterable[Told], before: Mapping[PairKey, Pair], terms: Callable[[str], Terms]) -> None:
    """Events by grade; and those that are broader now, and were not told as such before."""
    for one in told:
        if one.event is not None:
            _by_grade(one.event)
            _broader(one.event, before.get(one.change.pair.key), terms(one.event.tenant_id))


def _by_grade(event: MatchEvent) -> None:
    if isinstance(event, MatchWithdrawn):
        metrics.MATCHES.labels("withdrawn", "none").inc()
    else:
        metrics.MATCHES.labels("found" if isinstance(event, MatchFound) else "updated", event.grade).inc()


def _broader(event: MatchEvent, before: Pair | None, terms: Terms) -> None:
    told = before.told if before is not None and before.active else None
    if not isinstance(event, MatchWithdrawn) and event.broader and (told is None or not terms.is_broader(told)):
        metrics.BROADER.labels(profile_named(terms.profile).name).inc()
