"""What an address looks like by channel, and what of it is shown."""

import pytest

from rematch_common.errors import InvalidRecord
from rematch_notify.domain.targets import check_secret, check_target, masked, new_secret


@pytest.mark.parametrize(
    ("channel", "target"),
    [
        ("email", "jo.doe+work@mail.example.org"),
        ("telegram", "-1001234567890"),
        ("telegram", "@jobs_berlin"),
        ("slack", "https://hooks.slack.com/services/T0/B0/x"),
        ("webhook", "https://example.org:8443/in?x=1"),
        ("log", "anything"),
    ],
)
def test_what_the_channel_takes_is_taken(channel: str, target: str) -> None:
    check_target(channel, target)


@pytest.mark.parametrize(
    ("channel", "target"),
    [
        ("email", "zoe"),
        ("email", "jo@localhost"),
        ("email", "Jo <jo@example.org>"),
        ("email", "jo@example.org,mo@example.org"),
        ("email", "jo@example.org\r\nBcc: mo@example.org"),
        ("telegram", "jobs"),
        ("webhook", "http://example.org/in"),
        ("webhook", "file:///etc/passwd"),
        ("webhook", "https://?x=1"),
        ("webhook", "https://jo:secret@example.org/"),
        ("webhook", "https://[::1/"),
        ("webhook", "https://example.org:99999/"),
        ("slack", "javascript:alert(1)"),
        ("log", "a\x00b"),
    ],
)
def test_what_it_does_not_take_is_refused_without_being_quoted(channel: str, target: str) -> None:
    with pytest.raises(InvalidRecord) as told:
        check_target(channel, target)
    assert told.value.field == "target"
    assert target not in str(told.value)


def test_without_tls_only_where_the_deployment_says_so() -> None:
    check_target("webhook", "http://127.0.0.1:9000/in", insecure=True)


@pytest.mark.parametrize(
    ("channel", "target", "shown"),
    [
        ("email", "jo.doe@example.org", "j***@example.org"),
        ("webhook", "https://example.org/in?token=x", "https://example.org/***"),
        ("telegram", "-1001234567890", "***90"),
        ("telegram", "1234", "***"),
    ],
)
def test_what_is_shown_tells_it_apart_and_no_more(channel: str, target: str, shown: str) -> None:
    assert masked(channel, target) == shown


def test_secrets_are_those_of_the_standard() -> None:
    check_secret("webhook", None)
    check_secret("webhook", new_secret())
    assert new_secret() != new_secret()
    wrong = [("webhook", "whsec_AAAA"), ("webhook", "A" * 44), ("webhook", "whsec_%"), ("email", new_secret())]
    for channel, secret in wrong:
        with pytest.raises(InvalidRecord, match="secret"):
            check_secret(channel, secret)
