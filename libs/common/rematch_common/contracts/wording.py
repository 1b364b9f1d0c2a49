"""What is wrong with a record, in one sentence that names the field and says what to do."""

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rematch_common.contracts.fields import PATTERN_HINTS


def fault_of(model: type[BaseModel], error: ValidationError) -> tuple[str | None, str]:
    """The first field at fault and the sentence. Never the value: it may be somebody's data."""
    first = error.errors(include_url=False, include_input=False)[0]
    context = first.get("ctx", {})
    path = ".".join(str(step) for step in (*first["loc"], *_field_of(context)))
    if first["type"] == "missing":
        return path, f"{path} is missing: every {model.__name__} has one"
    return path or None, f"{path or model.__name__}: {_advice(first, context)}"


def _field_of(context: dict[str, object]) -> tuple[str, ...]:
    """A check of the whole record says itself which field to mend."""
    field = context.get("field")
    return (field,) if isinstance(field, str) else ()


def _advice(first: ErrorDetails, context: dict[str, object]) -> str:
    if first["type"] == "string_pattern_mismatch":
        return PATTERN_HINTS.get(str(context["pattern"]), first["msg"])
    if first["type"] == "tuple_type":
        return "write it as a list"
    if first["type"] == "model_type":
        return "write it as an object"
    return first["msg"].replace("Tuple should", "List should")
