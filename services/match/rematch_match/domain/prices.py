"""What models cost, by a table with its date (prices.toml)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

_MILLION = 1_000_000
# Of English text.
_CHARACTERS_A_TOKEN = 4


def tokens_of(characters: int) -> int:
    """About so many: where nobody has counted."""
    return -(-characters // _CHARACTERS_A_TOKEN)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens read, and for a million written."""

    tokens_in: float
    tokens_out: float

    def of(self, tokens_in: int, tokens_out: int) -> float:
        return (tokens_in * self.tokens_in + tokens_out * self.tokens_out) / _MILLION


@dataclass(slots=True)
class Bill:
    """What all calls for one pair took, those in vain included."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0

    def add(self, tokens_in: int, tokens_out: int, cost: float) -> None:
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        self.cost += cost


@cache
def known_prices() -> Mapping[str, Price]:
    """By provider/model, or provider/* for all of a provider's."""
    return {name: Price(*pair) for name, pair in _table()["usd_per_million_tokens"].items()}


def as_of() -> str:
    """The day of the table."""
    return str(_table()["as_of"])


def price_of(provider: str, model: str, prices: Mapping[str, Price]) -> Price | None:
    return prices.get(f"{provider}/{model}") or prices.get(f"{provider}/*")


@cache
def _table() -> Mapping[str, Mapping[str, tuple[float, float]]]:
    return tomllib.loads((resources.files(__package__) / "prices.toml").read_text("utf-8"))
