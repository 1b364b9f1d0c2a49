"""An experiment as a deployment declares it: JSON, checked field by field."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from rematch_match.domain.experiments.arms import Arm, Experiment
from rematch_match.domain.verdicts.prompts import PROMPTS

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


def _known(prompt: str) -> str:
    if prompt not in PROMPTS:
        raise ValueError(f"there is no such prompt: use one of {', '.join(PROMPTS)}")
    return prompt


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Blend(_Part):
    weight: float | None = Field(None, ge=0, le=1)
    ceiling: float | None = Field(None, ge=0, le=100)


class _Arm(_Part):
    name: Name
    share: float = Field(1.0, gt=0, le=1_000_000, allow_inf_nan=False)
    blend: _Blend = _Blend()
    prompt: Annotated[str, AfterValidator(_known)] | None = None

    def read(self) -> Arm:
        return Arm(self.name, self.share, self.blend.weight, self.blend.ceiling, self.prompt)


class _Experiment(_Part):
    name: Name
    arms: tuple[_Arm, ...] = Field(min_length=2, max_length=10)
    start: AwareDatetime

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        names = [arm.name for arm in self.arms]
        if len(set(names)) < len(names):
            raise ValueError("arms: give each a name of its own")
        return self


def read_experiment(text: str | bytes) -> Experiment:
    """Raises ValueError, with the field and what is wrong with it."""
    try:
        told = _Experiment.model_validate_json(text)
    except ValidationError as error:
        raise ValueError("; ".join(map(_complaint, error.errors()[:3]))) from None
    return Experiment(told.name, tuple(arm.read() for arm in told.arms), told.start.astimezone(UTC))


def written(experiment: Experiment) -> dict[str, Any]:
    """As it is declared and shown; `read_experiment` reads it."""
    return {"name": experiment.name, "start": _day(experiment.start), "arms": [_arm(arm) for arm in experiment.arms]}


def changed(stands: Experiment, declared: Experiment) -> str | None:
    """What of an experiment that was declared before is another now; None: nothing. What people were given under one
    name has to be one thing, or nobody can say what the figures are of."""
    if stands == declared:
        return None
    what = "arms" if stands.arms != declared.arms else "start"
    return f"experiment {stands.name} was declared with other {what}: give what is new a new name, or put {what} back"


def _arm(arm: Arm) -> dict[str, Any]:
    blend = {name: value for name, value in (("weight", arm.weight), ("ceiling", arm.ceiling)) if value is not None}
    return {"name": arm.name, "share": arm.share, "blend": blend, "prompt": arm.prompt}


def _day(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _complaint(error: Any) -> str:
    field = ".".join(str(part) for part in error["loc"])
    return f"{field}: {error['msg']}" if field else str(error["msg"])
