"""What `rematch doctor --prod` and `rematch topics --acls` make of what they are told."""

from pathlib import Path

import pytest

from rematch_common.contracts import Introduction
from rematch_common.contracts.access import Access, access_of_tenant, reader_of
from rematch_devstack.commands.roles import passwords_of
from rematch_devstack.commands.users import read
from rematch_devstack.errors import StackError
from rematch_devstack.security import acls
from rematch_devstack.security.granting import compare, introductions_among
from rematch_devstack.security.prod_database import mode_of
from rematch_devstack.security.prod_kafka import broker_faults
from rematch_devstack.security.prod_secrets import fault_of, told_in

MAPPED = {
    "listeners": "SECURE://:9093,CONTROLLER://:9094",
    "listener.security.protocol.map": "SECURE:SASL_SSL,CONTROLLER:SSL",
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found": "false",
}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"listeners": "PLAINTEXT://:9092"}, "listener PLAINTEXT is PLAINTEXT"),
        ({"listener.security.protocol.map": "SECURE:SASL_PLAINTEXT,CONTROLLER:SSL"}, "SECURE is SASL_PLAINTEXT"),
        ({"listener.security.protocol.map": "SECURE:SASL_SSL,CONTROLLER:PLAINTEXT"}, "CONTROLLER is PLAINTEXT"),
        ({"authorizer.class.name": ""}, "no authorizer"),
        ({"allow.everyone.if.no.acl.found": "true"}, "allow.everyone"),
    ],
)
def test_a_broker_that_lets_somebody_in(changes: dict[str, str], fault: str | None) -> None:
    found = list(broker_faults({**MAPPED, **changes}))
    assert found == [] if fault is None else len(found) == 1 and fault in found[0]


def test_a_broker_whose_settings_can_not_be_seen() -> None:
    assert "administrator" in next(broker_faults({}))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("python -m rematch_embed", False),
        ("psql postgresql://rematch_embed@db/rematch", False),
        ("psql postgresql://rematch_embed:word@db/rematch", True),
        ("docker run -e REMATCH_SEALING_KEY=abc= image", True),
        ("docker run -e REMATCH_SEALING_KEY_FILE=/run/key image", False),
        ("curl -H 'Authorization: Bearer a-known-secret'", True),
    ],
)
def test_a_command_line_that_tells_a_secret(line: str, told: bool) -> None:
    assert told_in(line, {"a-known-secret"}) is told


def test_a_file_that_anybody_may_read(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.touch(mode=0o600)
    assert fault_of(file) == ""
    file.chmod(0o640)
    assert fault_of(file) == ""
    file.chmod(0o644)
    assert "anybody" in fault_of(file)
    assert "No such file" in fault_of(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql://a@b/c?sslmode=verify-full&sslrootcert=/ca.pem", "verify-full"),
        ("postgresql://a@b/c?sslmode=require", "require"),
        ("postgresql://a@b/c", ""),
    ],
)
def test_what_an_address_says_of_tls(url: str, mode: str) -> None:
    assert mode_of(url) == mode


def test_names_and_patterns_become_entries() -> None:
    access = Access(reads=frozenset({"a", "b.*"}), groups=frozenset({"g"}), watches=frozenset({"h"}))
    told = [(each.kind, each.name, each.pattern, each.deed) for each in acls.bindings_of("me", access)]
    assert told == [
        (acls.TOPIC, "a", acls.LITERAL, acls.READ),
        (acls.TOPIC, "b.", acls.PREFIXED, acls.READ),
        (acls.GROUP, "g", acls.PREFIXED, acls.READ),
        (acls.GROUP, "h", acls.LITERAL, acls.DESCRIBE),
    ]


def test_an_entry_is_told_in_words() -> None:
    (entry,) = acls.bindings_of("rematch-scraper", Access(writes=frozenset({"raw-jobs"})))
    assert str(entry) == "rematch-scraper may write the topic raw-jobs"


def test_what_is_missing_and_what_is_beyond() -> None:
    wanted = acls.wanted()
    foreign = acls.Binding(acls.TOPIC, "x", acls.LITERAL, "User:somebody-else", "*", acls.READ, acls.ALLOW)
    beyond = foreign._replace(principal="User:rematch-embed")
    first = min(wanted)
    found = compare(wanted, (wanted - {first}) | {foreign, beyond})
    assert (found.missing, found.beyond) == ((first,), (beyond,))


def test_a_tenants_reader_is_right_where_it_is_and_may_no_more() -> None:
    reader = frozenset(acls.bindings_of(reader_of("acme"), access_of_tenant("acme")))
    more = min(reader)._replace(name="matches.other")
    assert compare(frozenset(), reader).beyond == ()
    assert compare(frozenset(), reader | {more}).beyond == (more,)


def test_models_that_are_being_introduced_are_known_by_their_topics() -> None:
    names = ["embedded-jobs", "embedded-jobs.short", "embedded-jobs.dlq", "embedded-jobs.match.retry"]
    assert introductions_among([*names, "embedded-jobs.short.dlq", "embedded-jobs.short.match_short.retry"]) == [
        Introduction("short")
    ]
    wanted = acls.wanted_of_introductions([Introduction("short")])
    assert any(each.name == "embedded-jobs.short" and each.deed == acls.WRITE for each in wanted)


def test_a_password_is_read_from_a_file_and_is_none_that_is_soon_guessed(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("a" * 20 + "\n")
    assert read(file) == "a" * 20
    file.write_text("short\n")
    with pytest.raises(StackError, match="16 printable"):
        read(file)
    with pytest.raises(StackError, match="can't be read"):
        read(tmp_path / "nowhere")


def test_passwords_of_roles_may_lie_in_files(tmp_path: Path) -> None:
    (tmp_path / "embed").write_text("from a file\n")
    given = {"REMATCH_EMBED_PASSWORD_FILE": str(tmp_path / "embed"), "REMATCH_MATCH_PASSWORD": "told"}
    assert passwords_of(given) == {"rematch_embed": "from a file", "rematch_match": "told"}
    with pytest.raises(StackError, match="REMATCH_OWNER_PASSWORD_FILE"):
        passwords_of({"REMATCH_OWNER_PASSWORD_FILE": str(tmp_path / "nowhere")})
