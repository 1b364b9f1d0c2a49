"""What a trainer is to do, step by step: wherever it runs, it decides nothing."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from rematch_encoder.tuning.pairs import Example, Examples
from rematch_encoder.tuning.recipe import Recipe

_AHEAD = 8

Row = tuple[int, ...]
"""Places of texts: the opening's, the person's, and those of who stands against."""


@dataclass(frozen=True)
class Plan:
    """Batches of rows in their order, all epochs of them, over texts that are each there once. `base`: the SHA-256 of
    the weights that are adapted."""

    base: str
    recipe: Recipe
    texts: Sequence[str]
    batches: Sequence[Sequence[Row]]

    @classmethod
    def of(cls, body: bytes) -> "Plan":
        """For a trainer that is given a body."""
        told = json.loads(body)
        recipe = Recipe(**{**told["recipe"], "modules": tuple(told["recipe"]["modules"])})
        return cls(told["base"], recipe, told["texts"], told["batches"])

    @cached_property
    def body(self) -> bytes:
        """The same for the same work, to the byte."""
        said = {"base": self.base, "recipe": self.recipe.as_json(), "texts": self.texts, "batches": self.batches}
        return json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode("ascii")

    @cached_property
    def digest(self) -> str:
        """Of all that the result depends on: without somebody's texts it is another."""
        return hashlib.sha256(self.body).hexdigest()


def plan(found: Examples, recipe: Recipe, base: str) -> Plan:
    """Every example once an epoch, in an order that the recipe's seed tells."""
    texts = list(dict.fromkeys(text for row in found.rows for text in (row.opening, row.person, *row.against)))
    at = {text: place for place, text in enumerate(texts)}
    chance = Random(recipe.seed)
    made = [
        [(at[row.opening], at[row.person], *(at[text] for text in row.against)) for row in batch]
        for _ in range(recipe.epochs)
        for batch in _batches(chance.sample(found.rows, len(found.rows)), found.known, recipe.batch)
    ]
    return Plan(base, recipe, texts, made)


def _batches(rows: Sequence[Example], known: frozenset[tuple[str, str]], size: int) -> Iterator[list[Example]]:
    """All people of a batch stand against each other's openings: so nobody is beside an opening that they may fit."""
    left = list(rows)
    while left:
        batch: list[Example] = []
        over: list[Example] = []
        # Those further back wait for a batch of their own: looking at all of them each time would take a square.
        for row in left[: _AHEAD * size]:
            fits = len(batch) < size and not any(_clash(row, other, known) for other in batch)
            (batch if fits else over).append(row)
        yield batch
        left = [*over, *left[_AHEAD * size :]]


def _clash(one: Example, other: Example, known: frozenset[tuple[str, str]]) -> bool:
    crossed = ((a.opening, text) for a, b in ((one, other), (other, one)) for text in (b.person, *b.against))
    return one.opening == other.opening or any(pair in known for pair in crossed)
