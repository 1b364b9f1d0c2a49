"""What a service tells operators of itself, on the topic alerts: each trouble once when it begins, and once when it is
over."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rematch_common.alerting import Tell
from rematch_common.clock import Now
from rematch_common.contracts import Alert
from rematch_common.contracts.operations import Severity

# So many dead letters of a topic within the time are more than a bad record now and then.
GROWING = "dlq_growing"
LETTERS, WITHIN = 10, timedelta(minutes=10)
# Seconds between looks whether they still come.
LOOK_EVERY = 15.0
IN_A_ROW = 3


class Alarms:
    """Whoever notices something doesn't wait until it is told. `tell` publishes one and raises DependencyAway."""

    def __init__(self, service: str, tell: Tell, now: Now) -> None:
        self._service = service
        self._tell = tell
        self.now = now
        self._open: dict[tuple[str, str], Alert] = {}
        self._waiting: deque[Alert] = deque()

    def begin(self, kind: str, subject: str, text: str, severity: Severity = "warning") -> None:
        if (kind, subject) not in self._open:
            told = {"kind": kind, "severity": severity, "text": text, "subject": subject, "first_at": self.now()}
            alert = Alert.model_validate({"source": self._service, **told})
            self._open[kind, subject] = alert
            self._waiting.append(alert)

    def end(self, kind: str, subject: str) -> None:
        if (alert := self._open.pop((kind, subject), None)) is not None:
            self._waiting.append(alert.model_copy(update={"resolved_at": self.now()}))

    async def tell(self) -> None:
        """Publish what was noticed, in its order; what can't be is published the next time. Raises DependencyAway."""
        while self._waiting:
            alert = self._waiting[0]
            await self._tell(alert)
            self._waiting.popleft()


@dataclass(slots=True)
class DeadLetters:
    """How many came lately to each queue of them."""

    alarms: Alarms
    _times: dict[str, deque[datetime]] = field(default_factory=dict)

    def came(self, queue: str) -> None:
        times = self._times.setdefault(queue, deque(maxlen=LETTERS))
        times.append(self.alarms.now())
        if len(times) == LETTERS and times[-1] - times[0] <= WITHIN:
            text = f"{LETTERS} records or more came to {queue} within ten minutes: `rematch dlq list` tells why."
            self.alarms.begin(GROWING, queue, text)

    async def look(self) -> None:
        """Where none has come for a while it is over."""
        for queue, times in list(self._times.items()):
            if self.alarms.now() - times[-1] > WITHIN:
                self.alarms.end(GROWING, queue)
                del self._times[queue]


@dataclass(slots=True)
class InARow:
    """Failures of one thing without a success between them."""

    alarms: Alarms
    kind: str
    subject: str
    text: str
    _failures: int = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures == IN_A_ROW:
            self.alarms.begin(self.kind, self.subject, self.text, "critical")

    def went_well(self) -> None:
        if self._failures >= IN_A_ROW:
            self.alarms.end(self.kind, self.subject)
        self._failures = 0
