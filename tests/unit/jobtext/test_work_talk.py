"""What an ad says of the work stays; what the firm says of itself goes, in five languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_jobtext import about_the_work

_ADS = {
    "English": (
        "About Larkmere\nLarkmere is a family of 40 bakeries.\n\n"
        "The role\nYou will run the night shift of six ovens.\n\n"
        "Requirements\n- Three years at deck ovens\n- Level 2 food hygiene\n\nBenefits\n- Free bread\n- Pension\n\n"
        "We are an equal opportunity employer.\nApply now on our website.",
        ["You will run the night shift of six ovens.", "Three years at deck ovens", "Level 2 food hygiene"],
    ),
    "German": (
        "Über uns\nWir sind ein Familienbetrieb in dritter Generation.\n\nIhre Aufgaben\n- Schaltschränke verdrahten\n"
        "- Anlagen in Betrieb nehmen\n\nIhr Profil\n- Ausbildung zum Elektroniker\n- Führerschein Klasse B\n\n"
        "Unsere Leistungen\n- 30 Tage Urlaub\n- Jobrad\n\nSchwerbehinderte Menschen werden bevorzugt eingestellt.\n"
        "Wir freuen uns auf Ihre Bewerbung.",
        [
            *("Schaltschränke verdrahten", "Anlagen in Betrieb nehmen"),
            *("Ausbildung zum Elektroniker", "Führerschein Klasse B"),
        ],
    ),
    "French": (
        "Qui sommes-nous ?\nUne PME de Lyon, 60 personnes.\n\nVos missions\n- Assembler des cartes électroniques\n"
        "- Contrôler les soudures\n\nVotre profil\n- CAP électronique\n- Deux ans en atelier\n\nNos avantages\n"
        "- Tickets restaurant\n- Mutuelle\n\nEnvoyez votre candidature par le site.",
        ["Assembler des cartes électroniques", "Contrôler les soudures", "CAP électronique", "Deux ans en atelier"],
    ),
    "Spanish": (
        "Quiénes somos\nUna clínica dental de Valencia.\n\nFunciones\n- Asistir en cirugía y esterilizar\n"
        "- Atender a los pacientes\n\nRequisitos\n- Título de higienista\n- Carnet de conducir\n\nQué ofrecemos\n"
        "- Seguro médico\n- Formación\n\nIgualdad de oportunidades para todas las personas.",
        ["Asistir en cirugía y esterilizar", "Atender a los pacientes", "Título de higienista", "Carnet de conducir"],
    ),
    "Dutch": (
        "Over ons\nEen kwekerij in het Westland.\n\nWat ga je doen?\n- Tomaten oogsten en sorteren\n"
        "- Planten verzorgen\n\nWat vragen wij?\n- Ervaring in de kas\n- Rijbewijs B\n\nWat bieden wij?\n"
        "- 25 vakantiedagen\n- Reiskostenvergoeding\n\nSolliciteer direct via de knop.",
        ["Tomaten oogsten en sorteren", "Planten verzorgen", "Ervaring in de kas", "Rijbewijs B"],
    ),
}


def work(text: str) -> list[str]:
    return [one.text for one in about_the_work(text)]


@pytest.mark.parametrize("language", _ADS)
def test_only_the_work_is_left(language: str) -> None:
    ad, left = _ADS[language]
    assert work(ad) == left


def test_what_is_asked_for_is_told_from_what_is_done() -> None:
    asked = [one.text for one in about_the_work(_ADS["Dutch"][0]) if one.asked]
    assert asked == ["Ervaring in de kas", "Rijbewijs B"]


def test_the_firms_talk_is_found_without_headings_too() -> None:
    ad = (
        "Tallow & Reed is a leading provider of lifts. We need a fitter for four towns around Leeds and their lifts. "
        "You know hydraulics and door drives. We offer 28 days of leave. All qualified applicants are considered."
    )
    assert work(ad) == [
        "We need a fitter for four towns around Leeds and their lifts.",
        "You know hydraulics and door drives.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Dental nurse with two years at the chair",
        "Advise clients on privacy, GDPR and cookies",
        "Administer pension payments of 4,000 members",
        "Lead our diversity and inclusion programme with the works council",
        "Report pipeline contribution to the executive team",
        "Bewerbermanagement im Konzern mit Personalreferenten",
    ],
)
def test_work_that_is_about_what_others_give_is_work(line: str) -> None:
    assert work(f"Benefits\n- Lunch\n\nYour tasks\n- {line}\n- Keep the books of the house in good order") == [
        line,
        "Keep the books of the house in good order",
    ]


def test_who_puts_everything_under_about_us_speaks_of_the_work_there() -> None:
    ad = "About us\nWe have 20 shops. We are looking for a barista for the night bar in our shop at the old harbour."
    assert work(ad) == ["We are looking for a barista for the night bar in our shop at the old harbour."]


def test_a_line_of_pay_between_hides_nothing_below_it() -> None:
    ad = "The role\n\nFit kitchens in new houses and flats.\n\nSalary: 40,000 a year\n\nYou drive our van to the sites."
    assert work(ad)[-1] == "You drive our van to the sites."


@pytest.mark.parametrize("ad", ["Benefits\n- Free bread", "We offer 30 days of leave.", "About us\nFour of us.", "x"])
def test_where_next_to_nothing_would_be_left_all_of_it_stays(ad: str) -> None:
    assert work(ad) == [line.strip("- ") for line in ad.splitlines() if line not in ("Benefits", "About us")]


@given(st.text(max_size=300))
def test_any_text_gives_lines_of_itself(text: str) -> None:
    for one in about_the_work(text):
        assert one.text
        assert one.text in text
