"""Mail over real SMTP."""

import pytest

from rematch_notify.adapters.channels import email
from rematch_notify.adapters.channels.email import EmailChannel, MailServer
from rematch_notify.ports.channel import Gone, Later, Refused, Target
from tests.fakes import mail_server as standing_in
from tests.fakes.messages import HOSTILE, MESSAGE, message
from tests.fakes.samples import job_id
from tests.fakes.tellings import item
from tests.unit.notify.aiming import TEXTS

SENDER = "Rematch <no-reply@jobs.example.org>"
JO = Target("jo@example.org")


def to(port: int, **fields: str) -> EmailChannel:
    return EmailChannel(MailServer("127.0.0.1", port, SENDER, **{"security": "none"} | fields), TEXTS)


async def test_a_mail_arrives_as_it_was_written() -> None:
    address = "https://jobs.example.org/u/" + "t" * 300
    async with standing_in.mail_server() as server:
        told = message(item(job_id(1), title="Bäcker 面包师", company="Ofen"), links={"unsubscribe": address})
        assert await to(server.port).send(told, JO) == 1
        [mail], [envelope] = server.mails, server.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("no-reply@jobs.example.org", ["jo@example.org"])
    assert mail["Subject"] == "Bäcker 面包师 at Ofen: 80 of 100"
    assert mail["Message-ID"] == f"<{MESSAGE}@jobs.example.org>"
    assert f"List-Unsubscribe: <{address}>\r\n".encode() in server.raw[0]
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None and "Bäcker 面包师" in text.get_content()
    assert page is not None and "Bäcker 面包师" in page.get_content()


@pytest.mark.parametrize("words", HOSTILE)
async def test_no_words_add_a_receiver(words: str) -> None:
    async with standing_in.mail_server() as server:
        await to(server.port).send(message(item(job_id(1), title=words[:500])), JO)
    assert [one.rcpt_tos for one in server.envelopes] == [["jo@example.org"]]
    assert server.mails[0]["Bcc"] is None


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 no such user", Gone),
        ("550 5.2.1 mailbox disabled", Gone),
        ("550 5.7.1 policy", Refused),
        ("552 5.2.2 mailbox full", Refused),
        ("450 4.2.1 greylisted", Later),
    ],
)
async def test_what_is_said_of_the_receiver(answer: str, outcome: type[Exception]) -> None:
    async with standing_in.mail_server() as server:
        server.recipient = answer
        with pytest.raises(outcome, match=answer[:3]):
            await to(server.port).send(message(), JO)


@pytest.mark.parametrize(("answer", "outcome"), [("554 5.7.1 spam", Refused), ("451 4.3.0 try later", Later)])
async def test_what_is_said_of_the_mail(answer: str, outcome: type[Exception]) -> None:
    async with standing_in.mail_server() as server:
        server.data = answer
        with pytest.raises(outcome, match=answer[:3]):
            await to(server.port).send(message(), JO)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # aiosmtpd's, and right on the internet
async def test_our_own_faults_are_nobodys_who_waits_for_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email, "_TIMEOUT", 1.0)  # the server says nothing after a wrong password
    async with standing_in.mail_server() as server:
        with pytest.raises(Later):
            await to(server.port, security="starttls").send(message(), JO)
        port = server.port
    assert server.raw == [], "without TLS, where it is asked for, nothing is sent"
    with pytest.raises(Later):
        await to(port).send(message(), JO)
    async with standing_in.mail_server(auth=True) as server:
        with pytest.raises(Later):
            await to(server.port, user="me", password="wrong").send(message(), JO)
        await to(server.port, user="me", password="right").send(message(), JO)
    assert len(server.raw) == 1
