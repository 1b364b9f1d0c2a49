"""How every client of Kafka logs in: told by REMATCH_KAFKA_SECURITY and its like, read where a client is made.

They come from the environment in this one place and not from each bootstrap, so that no client and no command can be
made that forgets them. What may be rotated (the password, certificates) is read again for each connection.
"""

import ssl
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rematch_common.errors import Unusable
from rematch_common.secret import Secret, secret, text_of

PLAIN_TEXT = "PLAINTEXT"


class KafkaSecurity(BaseSettings):
    """REMATCH_KAFKA_ in front of each."""

    model_config = SettingsConfigDict(env_prefix="REMATCH_KAFKA_", env_ignore_empty=True, extra="ignore", frozen=True)

    security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    sasl: Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"] = "SCRAM-SHA-512"
    username: str = ""
    password: SecretStr = Field(default=SecretStr(""), description="better in a file: password_file")
    password_file: Path | None = Field(default=None, description="read again for each connection")
    ca_file: Path | None = Field(default=None, description="who signed the brokers' certificates; empty: the system's")
    cert_file: Path | None = Field(default=None, description="our own certificate, where brokers ask for one")
    key_file: Path | None = Field(default=None, description="its key")

    @property
    def logs_in(self) -> bool:
        return self.security.startswith("SASL_")

    @property
    def encrypted(self) -> bool:
        return self.security.endswith("SSL")

    def checked(self) -> Self:
        """The same. Raises Unusable for what can't log in anywhere."""
        if self.logs_in and not (self.username and (self.password.get_secret_value() or self.password_file)):
            raise Unusable(
                f"REMATCH_KAFKA_SECURITY={self.security} needs REMATCH_KAFKA_USERNAME and REMATCH_KAFKA_PASSWORD_FILE"
            )
        if not self.encrypted and (self.ca_file or self.cert_file):
            raise Unusable(
                f"a certificate is set (REMATCH_KAFKA_CA_FILE) and REMATCH_KAFKA_SECURITY={self.security} uses none: "
                "set it to SASL_SSL or SSL"
            )
        if (self.cert_file is None) != (self.key_file is None):
            raise Unusable("set both REMATCH_KAFKA_CERT_FILE and REMATCH_KAFKA_KEY_FILE, or none of them")
        return self


def security() -> KafkaSecurity:
    """As the environment tells it now. Raises Unusable."""
    try:
        return KafkaSecurity().checked()
    except ValidationError as error:
        said = error.errors()[0]
        raise Unusable(f"REMATCH_KAFKA_{str(said['loc'][0]).upper()}: {said['msg']}") from None


def secured(how: KafkaSecurity | None = None) -> dict[str, Any]:
    """The arguments that every one of aiokafka's clients is made with. Raises Unusable."""
    how = security() if how is None else how.checked()
    if how.security == PLAIN_TEXT:
        return {}
    told: dict[str, Any] = {"security_protocol": how.security}
    if how.encrypted:
        told["ssl_context"] = RenewedContext(how.ca_file, how.cert_file, how.key_file)
    if how.logs_in:
        password = Password.of(secret(how.password, how.password_file))
        told |= {"sasl_mechanism": how.sasl, "sasl_plain_username": how.username, "sasl_plain_password": password}
    return told


class Password(str):
    """A password that aiokafka encodes for each SCRAM login, and that is read again then.

    PLAIN joins it instead, and so has the one that was there when the client was made.
    """

    __slots__ = ("_known",)
    _known: Secret

    @classmethod
    def of(cls, known: Secret) -> Self:
        try:
            made = cls(text_of(known))
        except OSError:  # whoever connects says so, and tries again
            made = cls("")
        made._known = known
        return made

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return text_of(self._known).encode(encoding, errors)

    def __repr__(self) -> str:
        return "**********"


class RenewedContext(ssl.SSLContext):
    """A client's side of TLS that looks at its files again for each connection; hosts' names are always checked."""

    def __new__(cls, *_: Path | None) -> Self:
        return super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)

    def __init__(self, ca: Path | None = None, cert: Path | None = None, key: Path | None = None) -> None:
        self._files = ca, cert, key
        self._made = partial(client_context, ca, cert, key)
        self._stamps: list[tuple[int, int]] | None = None
        self._current: ssl.SSLContext | None = None

    def wrap_bio(self, *given: Any, **named: Any) -> ssl.SSLObject:
        return self._fresh().wrap_bio(*given, **named)

    def wrap_socket(self, *given: Any, **named: Any) -> ssl.SSLSocket:
        return self._fresh().wrap_socket(*given, **named)

    def _fresh(self) -> ssl.SSLContext:
        """Raises OSError where a file can't be read."""
        stamps = [(found.st_mtime_ns, found.st_ino) for file in self._files if file for found in [file.stat()]]
        if self._current is None or stamps != self._stamps:
            self._current, self._stamps = self._made(), stamps
        return self._current


def client_context(ca: Path | None, cert: Path | None = None, key: Path | None = None) -> ssl.SSLContext:
    """Raises OSError where a file can't be read, or holds something else."""
    context = ssl.create_default_context(cafile=ca)
    if cert is not None:
        context.load_cert_chain(cert, key)
    return context
