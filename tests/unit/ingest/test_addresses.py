"""Of where somebody lives no more than city, region and country leaves, however the world writes addresses."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_ingest.domain.candidates import Read, read_candidate
from rematch_ingest.domain.masking import masked
from rematch_ingest.domain.people import Personal
from rematch_ingest.domain.streets import place_only, without_addresses


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("14 Elm Road, London SW1A 1AA", "London"),
        ("14 Elm Road Leeds", "Leeds"),
        ("Flat 3, Leeds", "Leeds"),
        ("PO Box 123, Sydney NSW", "Sydney NSW"),
        ("Rue de Rivoli 12, 75001 Paris", "Paris"),
        ("12 rue de Lyon, Paris", "Paris"),
        ("Kölner Str. 5, 50667 Köln, Germany", "Köln, Germany"),
        ("Hauptstraße 5 Wien", "Wien"),
        ("Damrak 1, 1012 LG Amsterdam", "Amsterdam"),
        ("ul. Marszałkowska 12, Warszawa", "Warszawa"),
        ("Av. Paulista 1000, São Paulo", "São Paulo"),
        ("Kungsgatan 5, Stockholm", "Stockholm"),
        ("The Old Rectory, Great Missenden", "Great Missenden"),
        ("New York, NY 10001", "New York, NY"),
        ("12 Harbour Lane", None),
        ("near [address]", None),
    ],
)
def test_what_is_of_an_address_is_cut(text: str, told: str | None) -> None:
    assert place_only(text) == told


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Berlin",
            "Greater London",
            "Leeds, West Yorkshire",
            "London, Ontario",
            "St. Louis, MO",
            "Flat Rock, Michigan",
        ),
        *("Berlin or Munich (hybrid)", "Remote (UK)", "Remote in Europe", "EMEA", "Washington, D.C.", "US-VA-Richmond"),
        *(
            "Hintertupfing",
            "Kleinkleckersdorf, Germany",
            "Bangalore, Karnataka, India",
            "Austin TX",
            "Frankfurt am Main",
        ),
    ],
)
def test_a_place_stays_as_it_was_given(text: str) -> None:
    assert place_only(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("at 14 Elm Road, London SW1A 1AA since 2019", "at [address], London [address] since 2019"),
        ("Hauptstraße 5 in Wien", "[address] in Wien"),
        ("wohnt Kölner Straße 12b", "wohnt [address]"),
        ("12 rue de Rivoli", "[address]"),
        ("ul. Marszałkowska 12", "[address]"),
        ("PO Box 77 or Flat 3", "[address] or [address]"),
        ("led 12 Big Data projects for 3 Street View teams", "led 12 Big Data projects for 3 Street View teams"),
        ("S3 and EC2 5GB, React 18 via Next 14", "S3 and EC2 5GB, React 18 via Next 14"),
        ("paid in CAD 120 by Way 5", "paid in CAD 120 by Way 5"),
    ],
)
def test_addresses_in_texts_are_masked(text: str, told: str) -> None:
    assert without_addresses(text) == told


@pytest.mark.parametrize(
    ("personal", "text"),
    [
        (Personal(address="14 Elm Rd."), "at 14 Elm Road"),
        (Personal(address="14 Elm Road"), "at 14 elm rd"),
        (Personal(address="Kölner Str. 5"), "at Koelner Straße 5"),
        (Personal(address="Küchenstraße 5"), "at kuchenstr. 5"),
        (Personal(address="7 St. Mary's Ave"), "at 7 Saint Mary's Avenue"),
    ],
)
def test_a_known_address_is_found_as_others_shorten_it(personal: Personal, text: str) -> None:
    assert masked(text, personal) == "at [address]"


@pytest.mark.parametrize(
    ("first", "written"),
    [("Zoe", "Zoë"), ("Zoë", "Zoe"), ("Jörg", "JOERG"), ("Joerg", "Jörg"), ("Lukasz", "Łukasz")],
)
def test_a_name_is_found_with_other_accents(first: str, written: str) -> None:
    assert masked(f"Ask {written} about it", Personal(first_name=first)) == "Ask [name] about it"


def test_no_topic_tells_where_somebody_lives() -> None:
    item: dict[str, Any] = {
        "candidate_id": "c-1",
        "headline": "Engineer of 14 Elm Road",
        "summary": "Write to 14 Elm Road, London SW1A 1AA",
        "location": "14 Elm Road, London SW1A 1AA",
        "preferred_locations": ["Elm Road, London", "14 Elm Road", "Leeds"],
    }
    read = read_candidate(item, "demo")
    assert isinstance(read, Read)
    assert (read.facts.location, read.facts.preferred_locations) == ("London", ("London", "Leeds"))
    assert not any(word in read.facts.model_dump_json() for word in ("Elm", "SW1A", "1AA"))
    assert read.private.given["location"] == item["location"]


@given(st.text(max_size=80))
def test_any_place(text: str) -> None:
    told = place_only(text)
    assert told is None or told.strip()
