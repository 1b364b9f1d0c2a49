"""Which of the location field, the title, the text and the platform's flag is believed."""

import pytest

from rematch_jobtext.job_place import job_place
from rematch_jobtext.workplace import workplace_in

Ad = tuple[str | None, str, str, bool | None]
ADS: list[tuple[Ad, list[str | None], str]] = [
    (("US-VA-Richmond", "Nurse", "", None), ["Richmond"], "unknown"),
    (("Berlin", "Engineer - Munich", "Based in Hamburg.", None), ["Berlin"], "unknown"),
    ((None, "Engineer - Munich", "You will be based in Hamburg.", None), ["Munich"], "unknown"),
    ((None, "Engineer", "This role is based in Austin, TX.", None), ["Austin"], "unknown"),
    (("Multiple locations", "Engineer | Remote", "", None), [], "remote"),
    (("EMEA", "Engineer (Lisbon)", "", None), ["Lisbon"], "unknown"),
    (("EMEA", "Engineer", "", True), [None], "remote"),
    (("London", "Engineer", "This is a hybrid role.", True), ["London"], "hybrid"),
    (("London", "Engineer", "This is a fully remote position.", None), ["London"], "remote"),
    (("London", "Engineer", "We like tea.", False), ["London"], "onsite"),
    (("London (hybrid)", "Engineer", "This is a remote role.", True), ["London"], "hybrid"),
    ((None, "Engineer", "We like tea.", None), [], "unknown"),
    (("United States", "Engineer - Austin, TX", "", None), ["Austin"], "unknown"),
    (("Germany", "Engineer Berlin", "", None), ["Berlin"], "unknown"),
    (("", "Project Manager II, IT - Cambridge", "", None), ["Cambridge"], "unknown"),
    (("Germany", "Engineer", "This role is based in London.", None), [None], "unknown"),
    (("Germany", "Engineer", "You will be based in Cologne.", None), ["Cologne"], "unknown"),
    (("Remote - US", "Engineer", "You will work from our Austin office.", None), [None], "remote"),
    (("Multiple locations", "Nurse", "The position is located in our Denver office.", None), ["Denver"], "unknown"),
    (("", "Engineer", "Job location - Hyderabad", None), ["Hyderabad"], "unknown"),
    (("", "Engineer", "Location: Leeds (hybrid)", None), ["Leeds"], "hybrid"),
    (("Remote, CA", "Engineer", "This role is based in San Diego, CA.", None), ["San Diego"], "remote"),
    (("", "Engineer - Berlin / Hamburg", "", None), ["Berlin", "Hamburg"], "unknown"),
    (("Remote", "Engineer (Berlin)", "", None), ["Berlin"], "remote"),
    (("London", "Engineer", "This is not a remote position.", None), ["London"], "onsite"),
]


@pytest.mark.parametrize(("ad", "cities", "workplace"), ADS)
def test_job_place(ad: Ad, cities: list[str | None], workplace: str) -> None:
    where = job_place(*ad)
    assert ([place.city for place in where.locations], where.workplace) == (cities, workplace)


@pytest.mark.parametrize(
    ("text", "workplace"),
    [
        ("You will work remotely two days a week.", "hybrid"),
        ("Homeoffice: 2 Tage pro Woche", "hybrid"),
        ("3 days in the office per week", "hybrid"),
        ("Work from our office 5 days a week", "onsite"),
        ("This position is not eligible for remote work.", "onsite"),
        ("This is an office-based role.", "onsite"),
        ("Location: Hybrid", "hybrid"),
        ("Fully remote position", "remote"),
        ("This is a remote-first company.", "unknown"),
        ("You will support remote teams.", "unknown"),
        ("Hybrid cloud experience required", "unknown"),
        ("You'll be a remote sensing analyst.", "unknown"),
    ],
)
def test_what_a_text_says_of_the_workplace(text: str, workplace: str) -> None:
    assert workplace_in(text) == workplace
