"""How clients of Kafka log in, by the environment; what may be rotated is read again for each connection."""

import ast
import ssl
from pathlib import Path

import pytest

from rematch_common.errors import Unusable
from rematch_common.secret import content, secret, text_of
from rematch_common.secured import KafkaSecurity, Password, RenewedContext, secured, security
from rematch_devstack import workspace
from tests.secure.certificates import Authority

CLIENTS = {"AIOKafkaConsumer", "AIOKafkaProducer", "AIOKafkaAdminClient"}
# They speak to a broker that they have started themselves, on this machine alone; or in the clear to see it refused.
OF_THEIR_OWN = {"kafka_archive.py", "prod_kafka.py"}


def test_without_anything_set_nothing_is_encrypted_and_nobody_logs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REMATCH_KAFKA_SECURITY", raising=False)
    assert secured() == {}


def test_the_environment_says_how(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("first\n")
    monkeypatch.setenv("REMATCH_KAFKA_SECURITY", "SASL_SSL")
    monkeypatch.setenv("REMATCH_KAFKA_USERNAME", "rematch-embed")
    monkeypatch.setenv("REMATCH_KAFKA_PASSWORD_FILE", str(file))
    monkeypatch.setenv("REMATCH_KAFKA_CA_FILE", str(Authority(tmp_path).ca))
    told = secured()
    assert (told["security_protocol"], told["sasl_mechanism"]) == ("SASL_SSL", "SCRAM-SHA-512")
    assert told["sasl_plain_username"] == "rematch-embed"
    assert isinstance(told["ssl_context"], ssl.SSLContext)
    assert told["sasl_plain_password"].encode() == b"first"
    file.write_text("second\n")
    assert told["sasl_plain_password"].encode() == b"second"


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"security": "SASL_SSL"}, "REMATCH_KAFKA_USERNAME"),
        ({"security": "SASL_SSL", "username": "rematch-embed"}, "REMATCH_KAFKA_PASSWORD_FILE"),
        ({"security": "PLAINTEXT", "ca_file": "ca.pem"}, "REMATCH_KAFKA_SECURITY"),
        ({"security": "SSL", "cert_file": "own.crt"}, "REMATCH_KAFKA_KEY_FILE"),
        ({"security": "TLS"}, "REMATCH_KAFKA_SECURITY"),
    ],
)
def test_what_can_not_log_in_is_told_with_the_setting(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, str], named: str
) -> None:
    for name, value in told.items():
        monkeypatch.setenv(f"REMATCH_KAFKA_{name.upper()}", value)
    with pytest.raises(Unusable, match=named):
        security()


def test_no_password_is_shown(tmp_path: Path) -> None:
    how = KafkaSecurity(security="SASL_PLAINTEXT", username="rematch-embed", password="geheim")
    assert "geheim" not in f"{how!r}{secured(how)!r}"


def test_a_password_that_is_not_there_yet_keeps_no_client_from_being_made(tmp_path: Path) -> None:
    password = Password.of(secret("", tmp_path / "later"))
    with pytest.raises(FileNotFoundError):
        password.encode()
    (tmp_path / "later").write_text("here")
    assert password.encode() == b"here"


def test_plain_joins_the_password_that_was_there(tmp_path: Path) -> None:
    assert "\0".join(["", "me", Password.of("geheim")]) == "\0me\0geheim"


def test_certificates_are_read_again_when_they_are_others(tmp_path: Path) -> None:
    ours, theirs = Authority(tmp_path), Authority(tmp_path, "other")
    context = RenewedContext(ours.ca)
    first = context._fresh()
    assert context._fresh() is first
    ours.ca.write_bytes(theirs.ca.read_bytes())
    second = context._fresh()
    assert second is not first
    (known,) = second.get_ca_certs()
    assert "rematch tests other" in str(known["subject"])


def test_a_context_checks_who_answers(tmp_path: Path) -> None:
    context = RenewedContext(Authority(tmp_path).ca)._fresh()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_a_secret_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(" word\n")
    assert text_of(secret("told", file)) == "word"
    assert text_of(secret(" told ", None)) == "told"
    file.write_text("\n")
    with pytest.raises(OSError, match="is empty"):
        content(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(OSError, match="is no text"):
        content(file)


def test_no_client_of_kafka_is_made_that_forgets_how_to_log_in() -> None:
    forgetful = [
        f"{path.name}:{call.lineno}"
        for folder in ("libs", "services")
        for path in sorted((workspace.root() / folder).rglob("*.py"))
        if path.name not in OF_THEIR_OWN and path.parts[-2:] != ("rematch_devstack", "kafka.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CLIENTS
        if not any(each.arg is None and ast.unparse(each.value) == "secured()" for each in call.keywords)
    ]
    assert forgetful == []
