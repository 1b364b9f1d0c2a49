"""What a candidate has been shown by a message, as match hears of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rematch_common.contracts import MatchShown
from rematch_notify.domain.items import Item, MatchItem
from rematch_notify.domain.subscriptions import Subscription


def shown(to: Subscription, items: Sequence[Item], at: datetime) -> Iterator[MatchShown]:
    """Of these items, in their order. A recruiter's message shows nobody their own matches, be it about one person
    alone."""
    for position, item in enumerate(items, 1):
        if isinstance(item, MatchItem) and item.version and to.subscriber == f"candidate:{item.candidate_id}":
            yield MatchShown(
                tenant_id=to.tenant_id,
                candidate_id=item.candidate_id,
                job_id=item.job_id,
                version=item.version,
                position=position,
                occurred_at=at,
            )
