"""What is a link in a sentence, and what is only called like one."""

import pytest

from rematch_match.domain.verdicts.plain_words import BadReply, has_link, plain_line


@pytest.mark.parametrize(
    "text",
    [
        "ASP.NET and C# are there.",
        "Brings asp.net.",
        "Years of VB.NET, ASP.NET Core and Node.js",
        "(NATS.io) is known; so is Cypress.io's runner",
        "ASP.NET-based services",
        "ASP.NET/C#, Outreach.io,VB.NET",
        "Sold with Salesforce.com and Monday.com.",
        "Vue.js, Next.js and .NET",
    ],
)
def test_a_skill_that_is_called_like_an_address_is_none(text: str) -> None:
    assert not has_link(text)
    assert plain_line(text)


@pytest.mark.parametrize(
    "text",
    [
        "See evil.io",
        "https://asp.net",
        "www.asp.net",
        "evil.asp.net",
        "evil-nats.io",
        "asp.net.evil.com",
        "asp.net/login",
        "asp.net/c#/login",
        "asp.net?to=evil",
        "asp.net:8080",
        "asp.net#x",
        "jane@asp.net",
        "Python/evil.com",
        "asp.net,evil.com",
        "javascript:alert(1)",
        "example.com.",
        "EXAMPLE.COM",
    ],
)
def test_whatever_else_looks_like_an_address_is_one(text: str) -> None:
    assert has_link(text)
    with pytest.raises(BadReply, match="without links"):
        plain_line(text)


def test_a_line_is_complained_of_under_its_name() -> None:
    with pytest.raises(BadReply, match=r"the text has to be one sentence of at most") as bad:
        plain_line(" ", "text")
    assert bad.value.complaint == "text"
