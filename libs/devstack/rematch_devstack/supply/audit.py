"""pip-audit over every lock file at once. What nobody could say something about is not taken for sound."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rematch_devstack.supply.locks import Pin, rounds

LIMIT = 900.0
SOUND, VULNERABLE, NOT_AUDITED = 0, 1, 3


class NotAudited(Exception):
    """pip-audit came back without a report."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known against versions, a sentence each, and those of which nothing could be learnt."""

    against: tuple[str, ...]
    unknown: tuple[Pin, ...]

    @property
    def code(self) -> int:
        """How the command ends."""
        return VULNERABLE if self.against else NOT_AUDITED if self.unknown else SOUND


def ask(program: Sequence[str], pinned: Mapping[Pin, object], service: str) -> list[dict[str, Any]]:
    """The report of pip-audit on these versions, a dictionary each; NotAudited says why there is none."""
    argv = [*program, "--vulnerability-service", service, "--format", "json", "--progress-spinner", "off"]
    found: list[dict[str, Any]] = []
    # One after the other: pip-audit refuses two versions of one package.
    for each in rounds(pinned):
        with TemporaryDirectory() as folder:
            # Without markers: what is for another system is asked about, too.
            path = Path(folder, "pins.txt")
            path.write_text("".join(f"{pin.name}=={pin.version}\n" for pin in each))
            found += _report([*argv, "--no-deps", "--disable-pip", "--requirement", str(path)])
    return found


def judge(report: Sequence[Mapping[str, Any]], pinned: Mapping[Pin, Sequence[str]]) -> Verdict:
    """Hold a report against what was asked about."""
    answered = {Pin(each["name"].lower(), each["version"]) for each in report if "version" in each}
    against = tuple(sentence for each in report for sentence in _against(each, pinned))
    return Verdict(against, tuple(pin for pin in pinned if pin not in answered))


def _against(found: Mapping[str, Any], pinned: Mapping[Pin, Sequence[str]]) -> Iterator[str]:
    for known in found.get("vulns", ()):
        pin = Pin(found["name"].lower(), found["version"])
        names = ", ".join((known["id"], *known.get("aliases", ())))
        mended = f"mended in {', '.join(known['fix_versions'])}" if known.get("fix_versions") else "not mended yet"
        yield f"{pin.name} {pin.version} ({', '.join(pinned.get(pin, ()))}): {names}, {mended}"


def _report(argv: Sequence[str]) -> list[dict[str, Any]]:
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=LIMIT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotAudited(str(error)) from error
    try:
        report: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        said = done.stderr.strip().splitlines() or [f"it ended with {done.returncode} and without a word"]
        raise NotAudited(said[-1]) from error
    return report
