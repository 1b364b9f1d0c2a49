"""Mail as it is handed over."""

from email import message_from_bytes
from email.policy import default

import pytest

from rematch_notify.adapters.channels.email import compose
from rematch_notify.ports.channel import Message, Refused, Target
from tests.fakes.messages import HOSTILE, MESSAGE, message
from tests.fakes.samples import job_id
from tests.fakes.tellings import item
from tests.unit.notify.aiming import TEXTS


def mail(told: Message, address: str = "jo@example.org") -> bytes:
    return compose(told, Target(address), "Rematch <no-reply@jobs.example.org>", TEXTS).as_bytes()


def test_it_can_be_unsubscribed_from_with_one_click() -> None:
    address = "https://jobs.example.org/u/" + "t" * 300
    raw = mail(message(links={"unsubscribe": address}))
    assert f"List-Unsubscribe: <{address}>\r\n".encode() in raw, "on one line, and not encoded"
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


def test_it_is_the_same_bytes_again() -> None:
    assert mail(message()) == mail(message())
    assert f"Message-ID: <{MESSAGE}@jobs.example.org>\r\n".encode() in mail(message())


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_make_a_header(words: str) -> None:
    found = message_from_bytes(mail(message(item(job_id(1), title=words[:500]))), policy=default)
    assert set(found.keys()) == {
        *("To", "From", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"),
        *("List-Unsubscribe", "List-Unsubscribe-Post"),
    }
    assert found["To"] == "jo@example.org"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "jo",
        "jo@",
        "@example.org",
        "a@b.c\r\nBcc: x@y.z",
        "a@b.c,d@e.f",
        "Jo <a@b.c>",
        "a b@c.d",
        "jö@example.org",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        mail(message(), address)
