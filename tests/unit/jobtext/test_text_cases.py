"""What the text of an ad says of place, workplace, pay and experience, and what it only seems to say."""

import pytest

from rematch_jobtext.employment import find_employment_type
from rematch_jobtext.experience import parse_experience
from rematch_jobtext.place_mentions import find_place
from rematch_jobtext.salary_mentions import find_salary
from tests.unit.jobtext.tables import cases, number

TEXTS = [tuple(cell.replace("\\n", "\n") for cell in row) for row in cases("texts.tsv", 5)]


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row[0][:50])
def test_places(row: tuple[str, ...]) -> None:
    where = find_place(row[0])
    found = "; ".join(f"{p.city or ''}|{p.region or ''}|{p.country or ''}" for p in where.locations)
    assert (found, where.workplace) == row[1:3]


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row[0][:50])
def test_pay(row: tuple[str, ...]) -> None:
    salary = find_salary(row[0])
    if not row[3]:
        assert salary is None
        return
    low, high, currency, period = row[3].split()
    assert salary is not None
    assert (salary.min, salary.max, salary.period) == (number(low), number(high), period)
    assert (salary.currency or "-") == currency


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row[0][:50])
def test_experience(row: tuple[str, ...]) -> None:
    asked = parse_experience(row[0])
    if not row[4]:
        assert asked is None
        return
    least, most = row[4].split()
    assert asked is not None
    assert (asked.min_years, asked.max_years) == (number(least), number(most))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Job type: Full-time, Permanent", "full_time"),
        ("Job Type:\nPart-time", "part_time"),
        ("This is a 6-month contract position.", "contract"),
        ("We offer a permanent contract.", "full_time"),
        ("You will manage contracts with suppliers.", None),
        ("This is a part time role of 20 hours.", "part_time"),
        ("Full time position with benefits", "full_time"),
        ("Manage temporary staff and contractors", None),
        ("We offer full-time employment", "full_time"),
        ("Employment type: Contract", "contract"),
        ("The internship program manager runs our interns.", None),
        ("Ab sofort in Vollzeit gesucht", "full_time"),
        ("We hire interns every year.", None),
        ("Schedule: Full Time", "full_time"),
        ("Our full-time staff enjoy benefits.", None),
        ("Vertragsart: befristet", "temporary"),
    ],
)
def test_employment(text: str, kind: str | None) -> None:
    assert find_employment_type(text) == kind
