"""Secrets: there, this deployment's own, in nobody's sight."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil

from rematch_common.errors import Unusable
from rematch_common.sealing import FILE, deployment_key, key_id_of
from rematch_devstack.commands import demo_key
from rematch_devstack.doctor import Check
from rematch_devstack.security.prod import Deployment, judge

_SECRET = re.compile(r"^REMATCH_\w*(PASSWORD|KEY|KEYS_BEFORE|TOKEN|URL)$")
# A certificate is for everybody to see.
_FILE_OF_SECRET = re.compile(r"^REMATCH_\w+(?<!_CA)(?<!_CERT)_FILE$")
_SHORTEST = 8
# An address with a password in it, or a setting of ours with a secret.
_TOLD = re.compile(r"\w+://[^/\s:@]+:[^/\s@]{3,}@|REMATCH_\w*(PASSWORD|KEY|TOKEN)=\S{3,}")


def secrets(deployment: Deployment) -> list[Check]:
    return [_sealing(deployment), _files(deployment), _command_lines(deployment)]


def _sealing(deployment: Deployment) -> Check:
    name, remedy = "Sealing key", "set REMATCH_SEALING_KEY_FILE: `openssl rand -base64 32`, the same for all replicas"
    try:
        told = deployment.told("REMATCH_SEALING_KEY")
        key = deployment_key(told) if told else b""
    except (OSError, Unusable) as error:
        return Check(name, False, str(error), remedy)
    if not key:
        return Check(name, False, "none is set: each data directory would make one of its own", remedy)
    if len(set(key)) < len(key) // 4 or key in _of_runs(deployment.data_dir):
        return Check(
            name,
            False,
            "it is the demo's, or a pattern",
            "make another; the former one goes to REMATCH_SEALING_KEYS_BEFORE",
        )
    return Check(name, True, f"there, known as {key_id_of(key)}")


def _of_runs(data_dir: Path) -> Iterator[bytes]:
    """What a run on this machine has made for itself."""
    try:
        yield deployment_key((data_dir / FILE).read_text("ascii"))
    except (OSError, UnicodeDecodeError, Unusable):
        return


def _files(deployment: Deployment) -> Check:
    secret = {name: Path(told) for name, told in deployment.environ.items() if told and _FILE_OF_SECRET.match(name)}
    faults = [f"{name}: {why}" for name, file in sorted(secret.items()) if (why := fault_of(file))]
    return judge("Files of secrets", faults, f"{len(secret)} of them", "chmod 640: nobody else reads them")


def fault_of(file: Path) -> str:
    """What is wrong with a file that holds a secret; empty for nothing."""
    try:
        mode = file.stat().st_mode
    except OSError as error:
        return f"{file} can't be read ({error.strerror})"
    return f"anybody may read {file}" if mode & (stat.S_IROTH | stat.S_IWOTH) else ""


def _command_lines(deployment: Deployment) -> Check:
    known = {text for name, text in deployment.environ.items() if _SECRET.match(name) and len(text) >= _SHORTEST}
    known |= {text for text in [demo_key.kept(deployment.data_dir)] if text}
    faults = [f"process {pid} ({name})" for pid, name, line in _processes() if told_in(line, known)]
    return judge("Command lines", faults, "no secret on those that can be seen", "give it in the environment or a file")


def told_in(line: str, known: set[str]) -> bool:
    """Whether a command line holds one of these secrets, or what looks like one."""
    return bool(_TOLD.search(line)) or any(text in line for text in known)


def _processes() -> Iterator[tuple[int, str, str]]:
    for process in psutil.process_iter(["pid", "name", "cmdline"]):
        yield process.info["pid"], process.info["name"] or "", " ".join(process.info["cmdline"] or ())
