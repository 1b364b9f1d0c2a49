"""The postings that pass, each with its way as far as it has come."""

from collections import OrderedDict
from collections.abc import Iterable

import orjson

from rematch_common.logs import bug, logger
from rematch_common.records import Record
from rematch_console.domain.passages import Passage, Raw, Step, after, step_of

log = logger(__name__)
_KEPT = 500


class Passing:
    """The last few hundred, by their raw record; an opening is that of the raw record which began or changed it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Raw, Passage] = OrderedDict()
        self._of_opening: dict[str, Raw] = {}
        self._changed: dict[Raw, None] = {}

    def see(self, records: Iterable[Record]) -> None:
        """What a record does to us is its own fault: the others are seen all the same."""
        for record in records:
            try:
                if (step := step_of(record, _value(record))) is not None:
                    self._take(step)
            except Exception as error:
                log.error("a record can't be followed", record=record.coordinates, **bug(error))

    def newest(self, most: int) -> list[Passage]:
        """Those that came last, the newest first."""
        return list(self._kept.values())[: -most - 1 : -1]

    def changed(self, most: int) -> list[Passage]:
        """Those about which something was learnt since the last call, the newest last."""
        changed, self._changed = self._changed, {}
        return [self._kept[raw] for raw in changed if raw in self._kept][-most:]

    def of_opening(self, job_id: str) -> Passage | None:
        raw = self._of_opening.get(job_id)
        return self._kept.get(raw) if raw else None

    def _take(self, step: Step) -> None:
        raw = step.raw or self._of_opening.get(step.job_id)
        if raw is None:
            return
        before = self._kept.get(raw)
        if before is None and step.score is not None:
            return  # what is matched anew long after it came
        passage = after(before or Passage(raw), step)
        if passage == before:
            return
        self._kept[raw] = passage
        self._changed[raw] = None
        if passage.job_id and passage.outcome != "ad_of_opening":
            self._of_opening[passage.job_id] = raw
        while len(self._kept) > _KEPT:
            gone = self._kept.popitem(last=False)[1]
            if self._of_opening.get(gone.job_id) == gone.raw:
                del self._of_opening[gone.job_id]


def _value(record: Record) -> object:
    try:
        return orjson.loads(record.content) if record.content else None
    except orjson.JSONDecodeError:  # a dead letter to be: dedup says so itself
        return None
