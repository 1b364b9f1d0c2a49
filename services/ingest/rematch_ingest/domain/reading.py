"""Items of a request as the records that they stand for, and why one is not accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from rematch_common.contracts import fault_of
from rematch_common.contracts.base import Event

MOST_AT_ONCE = 1000
M = TypeVar("M", bound=Event)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an item was not accepted, in words that tell what to do."""

    reason: str
    field: str | None = None


def read(model: type[M], item: dict[str, Any]) -> M | Refused:
    try:
        return model.model_validate(item)
    except ValidationError as error:
        field, message = fault_of(model, error)
        return Refused(message, field)


def sized(items: Sequence[Any]) -> Refused | None:
    """Whether a list is one that is taken at once."""
    if not items:
        return Refused("send at least one")
    return Refused(f"send at most {MOST_AT_ONCE} at once") if len(items) > MOST_AT_ONCE else None
