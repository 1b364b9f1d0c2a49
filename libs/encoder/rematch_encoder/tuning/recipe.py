"""How an adapter is trained: few numbers, which are written down beside what they made."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

LAYERS = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")
WIDE = ("intermediate.dense", "output.dense")


@dataclass(frozen=True, slots=True)
class Recipe:
    """`rank` and `alpha`: of the adapter, which is scaled by alpha / rank. `sharpness`: by which cosines are multiplied
    where they compete. `against`: people that stand against a pair, beside those of the others in its batch. `tokens`:
    of a text, whose beginning is what tells it apart; more of them take longer and are mostly padding.
    `separate`: an adapter for openings and another for people."""

    rank: int = 8
    alpha: int = 16
    epochs: int = 3
    batch: int = 12
    rate: float = 5e-4
    sharpness: float = 20.0
    against: int = 2
    tokens: int = 96
    seed: int = 11
    separate: bool = False
    modules: tuple[str, ...] = (*LAYERS, *WIDE)

    @property
    def scale(self) -> float:
        return self.alpha / self.rank

    @property
    def sides(self) -> tuple[str, ...]:
        """Whose adapters there are; one without a name is everybody's."""
        return ("posting", "candidate") if self.separate else ("",)

    def as_json(self) -> Mapping[str, Any]:
        return asdict(self)
