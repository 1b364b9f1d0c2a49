"""What an opening pays: from the scraper's fields, else its salary text, else the ad's own words."""

from typing import Any

from rematch_common.contracts import RawJob, Salary
from rematch_jobtext import A_YEAR, find_salary, parse_salary

_MOST = 1e12


def pay_of(raw: RawJob, text: str, country: str | None) -> dict[str, Any] | None:
    if raw.salary_min is not None or raw.salary_max is not None:
        return _from_fields(raw)
    read = parse_salary(raw.salary_text, country) if raw.salary_text else None
    read = read or find_salary(text, country)
    if read is None:
        return None
    pay = Salary(
        min=read.min,
        max=read.max,
        currency=read.currency,
        period=read.period,
        annual_min=read.annual_min,
        annual_max=read.annual_max,
    )
    return pay.model_dump(exclude_none=True)


def _from_fields(raw: RawJob) -> dict[str, Any]:
    times = A_YEAR.get(raw.salary_period) if raw.salary_period else None
    pay = Salary(
        min=raw.salary_min,
        max=raw.salary_max,
        currency=raw.salary_currency,
        period=raw.salary_period,
        annual_min=_yearly(raw.salary_min, times),
        annual_max=_yearly(raw.salary_max, times),
    )
    return pay.model_dump(exclude_none=True)


def _yearly(amount: float | None, times: int | None) -> float | None:
    return min(amount * times, _MOST) if amount is not None and times is not None else None
