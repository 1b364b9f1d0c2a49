"""What goes wrong with a call, how often, and how long a good one takes. By a seed, so that it repeats."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

IN_WORDS = ("prose", "range", "unknown", "leak", "garbage", "half")
"""In the reply: prose around the JSON, a score out of range, a skill that nobody has, the prompt itself, no JSON,
JSON that ends too soon."""
IN_TRANSPORT = ("cut", "limited", "error", "hang")
"""In the answer: it breaks off, 429 with Retry-After, 500, none at all."""
KINDS = IN_WORDS + IN_TRANSPORT
# Of the normal distribution, so that the 95th percentile is where one is told.
_P95 = 1.645


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Shares of all calls by kind of fault, and seconds that an answer takes: 0, or spread around a median."""

    rates: Mapping[str, float] = field(default_factory=dict)
    median: float = 0.0
    p95: float = 0.0
    retry_after: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        unknown = sorted(set(self.rates) - set(KINDS))
        if unknown:
            raise ValueError(f"no such fault: {', '.join(unknown)}; there are {', '.join(KINDS)}")
        if sum(self.rates.values()) > 1 + 1e-9 or any(rate < 0 for rate in self.rates.values()):
            raise ValueError("rates are shares of all calls: none below 0, and together at most 1")
        if self.p95 and not 0 < self.median <= self.p95:
            raise ValueError("the median has to be above 0, and at most the 95th percentile")

    def fault(self, call: str) -> str | None:
        """Of this call, told by what is asked and how often it was; None: it goes well."""
        chance = Random(f"fault {self.seed} {call}").random()
        for kind in KINDS:
            chance -= self.rates.get(kind, 0.0)
            if chance < 0:
                return kind
        return None

    def seconds(self, call: str) -> float:
        if not self.median:
            return 0.0
        spread = math.log(self.p95 / self.median) / _P95 if self.p95 else 0.0
        return self.median * math.exp(spread * Random(f"delay {self.seed} {call}").gauss(0, 1))
