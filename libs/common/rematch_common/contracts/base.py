"""What every record has in common."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator

from rematch_common.contracts.fields import is_blank


class Part(BaseModel):
    """A piece of a record. Readers ignore what they don't know, so that writers may add fields."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class Event(Part):
    """One record of a topic. `ce_type` names it, with its version, in the header of that name."""

    ce_type: ClassVar[str]

    @property
    def key(self) -> str:
        """The key under which the record is published."""
        raise NotImplementedError


def given(data: Any) -> Any:
    """What was given: null and blank text mean that nothing was."""
    if not isinstance(data, dict):
        return data
    return {name: value for name, value in data.items() if not is_blank(value)}


class Incoming(Event):
    """A record that others write, who send null and blank text for what they don't know."""

    @model_validator(mode="before")
    @classmethod
    def _given(cls, data: Any) -> Any:
        return given(data)
