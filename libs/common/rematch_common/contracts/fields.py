"""The kinds of value that records are made of, each with its bounds, so that no record carries an absurd one."""

import re
from datetime import UTC, date, datetime, time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic.functional_validators import AfterValidator
from pydantic.types import FailFast
from pydantic_core import PydanticCustomError

from rematch_common.contracts.limits import MAX_DESCRIPTION, MAX_RAW_BYTES

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))


def without_controls(value: object) -> object:
    """Text without what PostgreSQL and UTF-8 can't hold: NUL, the other C0 controls, lone surrogates."""
    if isinstance(value, str) and not value.isprintable():
        return value.encode("utf-8", "ignore").translate(None, _CONTROLS).decode()
    return value


def is_blank(value: object) -> bool:
    """Null, or text in which nothing is said."""
    if not isinstance(value, str):
        return value is None
    if value and value[0] != " " and value[0].isprintable():
        return False  # almost always, and known without looking at the rest
    cleaned = without_controls(value)
    return isinstance(cleaned, str) and not cleaned.strip()


_CLEAN = BeforeValidator(without_controls)

Text = Annotated[str, StringConstraints(max_length=MAX_RAW_BYTES), _CLEAN]
RequiredText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_RAW_BYTES), _CLEAN]
Description = Annotated[str, StringConstraints(max_length=MAX_DESCRIPTION), _CLEAN]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), _CLEAN]
Company = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), _CLEAN]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), _CLEAN]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000), _CLEAN]
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), _CLEAN]
# External ids are often numbers; a number and its text are the same id.
ExternalId = Annotated[
    str,
    Field(coerce_numbers_to_str=True),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    _CLEAN,
]


def _without_blanks(value: object) -> object:
    """One empty entry among many is a scraper's slip, no reason to refuse the record."""
    if isinstance(value, list):
        return [item for item in value if not is_blank(item)]
    return value


Words = Annotated[tuple[Word, ...], Field(max_length=200), FailFast(), BeforeValidator(_without_blanks)]
Lines = Annotated[tuple[Line, ...], Field(max_length=200), FailFast(), BeforeValidator(_without_blanks)]


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticCustomError("number", "write it as a number")
    return value


_NUMBER = BeforeValidator(_no_boolean)
_URL = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s]+$"
_ID = r"^[A-Za-z0-9_.-]{1,64}$"
_CODE = r"^[a-z0-9_.:-]{1,64}$"
_SHA256 = r"^[0-9a-f]{64}$"
_SLUG = r"^[a-z0-9_.-]{1,64}$"
_CURRENCY = r"^[A-Z]{3}$"
_ID_HINT = "use 1 to 64 letters, digits, '_', '.' or '-'"
# What to do, for those who can't read a pattern.
PATTERN_HINTS = {
    _URL: "give a full address that begins with http:// or https://",
    _ID: _ID_HINT,
    _SLUG: _ID_HINT,
    _CODE: "use 1 to 64 lower-case letters, digits, '_', '.', ':' or '-'",
    _SHA256: "give a SHA-256 as 64 lower-case hexadecimal digits",
    _CURRENCY: "give an ISO 4217 code, for example EUR",
}

Url = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_096, pattern=_URL), _CLEAN]
Id = Annotated[str, StringConstraints(pattern=_ID)]
Code = Annotated[str, StringConstraints(pattern=_CODE)]
Sha256 = Annotated[str, StringConstraints(pattern=_SHA256)]
Version = Annotated[int, Field(ge=1, le=2**53)]
Offset = Annotated[int, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]
Unit = Annotated[float, Field(ge=0, le=1)]
Score = Annotated[float, Field(ge=0, le=100)]
Money = Annotated[float, Field(ge=0, le=1e12), _NUMBER]
Years = Annotated[float, Field(ge=0, le=80), _NUMBER]


def _slug(value: object) -> object:
    return re.sub(r"\s+", "-", value.strip()).lower() if isinstance(value, str) else value


Source = Annotated[str, StringConstraints(pattern=_SLUG), BeforeValidator(_slug), Field(description="platform slug")]

_SPELLINGS = {
    "fulltime": "full_time",
    "permanent": "full_time",
    "parttime": "part_time",
    "contractor": "contract",
    "freelance": "contract",
    "intern": "internship",
    "temp": "temporary",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "hourly": "hour",
}


def as_code(value: object) -> object:
    """`Full-Time`, `FULL TIME` and `fulltime` are one code, full_time; what is no text passes as it is."""
    if not isinstance(value, str):
        return value
    code = re.sub(r"[^a-z]+", "_", value.lower()).strip("_")
    return _SPELLINGS.get(code, code)


EmploymentType = Annotated[
    Literal["full_time", "part_time", "contract", "internship", "temporary"], BeforeValidator(as_code)
]
SalaryPeriod = Annotated[Literal["year", "month", "week", "day", "hour"], BeforeValidator(as_code)]


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


Currency = Annotated[str, StringConstraints(pattern=_CURRENCY), BeforeValidator(_upper), Field(description="ISO 4217")]

_ISO_DATE = re.compile(r"\s*\d{4}-\d\d-\d\d")


def _iso(value: object) -> object:
    """Only written dates: a bare number would be read as seconds, or as milliseconds, by guess."""
    if isinstance(value, datetime) or (isinstance(value, str) and _ISO_DATE.match(value)):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    raise PydanticCustomError("date", "write it as RFC 3339 (2026-01-31T09:00:00Z) or as a plain date (2026-01-31)")


def _utc(value: datetime) -> datetime:
    """In UTC, so that equal instants are written alike; a time without a zone is taken as UTC."""
    try:
        instant = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        instant = datetime.min.replace(tzinfo=UTC)
    if not 1970 <= instant.year <= 2100:
        raise PydanticCustomError("date_range", "a date lies between 1970 and 2100")
    return instant


Instant = Annotated[datetime, AfterValidator(_utc), BeforeValidator(_iso)]
LooseDate = Annotated[
    Instant,
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}),
]
