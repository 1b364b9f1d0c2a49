"""What an opening pays: from the ad's fields, else its salary text, else its own words."""

from typing import Protocol

from rematch_jobtext.pay_period import A_YEAR, Period
from rematch_jobtext.salaries import Salary, parse_salary
from rematch_jobtext.salary_mentions import find_salary

_MOST = 1e12
"""No pay is too high to be written."""


class PaidAd(Protocol):
    @property
    def salary_min(self) -> float | None: ...
    @property
    def salary_max(self) -> float | None: ...
    @property
    def salary_currency(self) -> str | None: ...
    @property
    def salary_period(self) -> Period | None: ...
    @property
    def salary_text(self) -> str | None: ...


def ad_pay(ad: PaidAd, text: str, country: str | None) -> Salary | None:
    pay = _of_fields(ad) or (parse_salary(ad.salary_text, country) if ad.salary_text else None)
    return pay or find_salary(text, country)


def _of_fields(ad: PaidAd) -> Salary | None:
    low, high, period = ad.salary_min, ad.salary_max, ad.salary_period
    if low is None and high is None:
        return None
    times = A_YEAR[period] if period else None
    return Salary(low, high, ad.salary_currency, period, _yearly(low, times), _yearly(high, times))


def _yearly(amount: float | None, times: int | None) -> float | None:
    return min(amount * times, _MOST) if amount is not None and times is not None else None
