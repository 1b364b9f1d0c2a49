"""An authority of a test's own, certificates that it signs, and files that hold secrets."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = timedelta(days=1)


class Authority:
    """Signs certificates for 127.0.0.1 and localhost. Its own lies in `ca`."""

    def __init__(self, folder: Path, name: str = "ca") -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(f"rematch tests {name}")
        certificate = (
            _begun(self._name, self._name, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.ca = folder / f"{name}.pem"
        self.ca.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def sign(self, name: str) -> tuple[Path, Path]:
        """Files with a certificate of that name and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        hosts = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
        begun = _begun(_named(name), self._name, key).add_extension(hosts, critical=False)
        signed, kept = self._folder / f"{name}.crt", self._folder / f"{name}.key"
        signed.write_bytes(begun.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        kept.touch(mode=0o600)
        kept.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return signed, kept

    def store(self, name: str) -> Path:
        """Both in one file, as Kafka wants them."""
        signed, key = self.sign(name)
        file = self._folder / f"{name}.pem"
        file.touch(mode=0o600)
        file.write_text(key.read_text() + signed.read_text())
        return file


def kept(file: Path) -> str:
    """What the file holds."""
    return file.read_text().strip()


def remove(file: Path) -> None:
    file.unlink()


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _begun(name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
    )


def write(file: Path, text: str) -> None:
    """At once, as an orchestrator replaces a file."""
    file.parent.mkdir(exist_ok=True)
    fresh = file.with_suffix(".fresh")
    fresh.touch(mode=0o600)
    fresh.write_text(text + "\n")
    fresh.replace(file)
