import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_jobtext.titles import seniority, title_core

TITLES = [
    ("URGENT: Sr. Python Developer (m/f/d) - REQ-1234", "senior python developer", "senior"),
    ("Senior  Python Developer (Remote)", "senior python developer", "senior"),
    ("SENIOR PYTHON DEVELOPER", "senior python developer", "senior"),
    ("Software Engineer II", "software engineer ii", "mid"),
    ("Junior .NET Developer | Job ID: 8812", "junior .net developer", "junior"),
    ("Jr. Analyst", "junior analyst", "junior"),
    ("C++/C# Developer (m/w/d)", "c++ c# developer", None),
    ("Full-Stack Engineer", "full stack engineer", None),
    ("Node.js Engineer", "node.js engineer", None),
    ("Truck Driver, $5,000 sign-on bonus!", "truck driver", None),
    ("CDL-A Driver R0012345", "cdl a driver", None),
    ("Registered Nurse - ICU (#44512)", "registered nurse icu", None),
    ("Level 3 Support", "level 3 support", None),
    ("HVAC Technician - Hybrid", "hvac technician", None),
    ("Lead Data Engineer", "lead data engineer", "lead"),
    ("Lead Generation Specialist", "lead generation specialist", None),
    ("Head Chef", "head chef", "lead"),
    ("Staff Nurse", "staff nurse", None),
    ("Staff Software Engineer", "staff software engineer", "principal"),
    ("Principal Consultant", "principal consultant", "principal"),
    ("Account Manager", "account manager", None),
    ("Senior Account Manager", "senior account manager", "senior"),
    ("Engineering Manager", "engineering manager", "manager"),
    ("Head of Data", "head of data", "director"),
    ("VP of Sales", "vp of sales", "executive"),
    ("Senior Living Aide", "senior living aide", None),
    ("Werkstudent (w/m/d) Marketing", "werkstudent marketing", "intern"),
    ("Internal Auditor", "internal auditor", None),
    ("<b>Nurse</b> &amp; Carer", "nurse carer", None),
    ("", "", None),
]


@pytest.mark.parametrize(("title", "core", "level"), TITLES)
def test_titles(title: str, core: str, level: str | None) -> None:
    assert title_core(title) == core
    assert seniority(title) == level


def test_a_title_of_noise_alone_is_kept() -> None:
    assert title_core("(m/f/d)") == "m f d"


@given(st.text())
def test_any_title_has_a_core(title: str) -> None:
    core = title_core(title)
    assert len(core) <= 200
    assert "\n" not in core
    seniority(title)
