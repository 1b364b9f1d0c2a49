"""`make audit`: what is known against the versions that the lock files name.

Ends with 1 where something is, and with 3 where nobody could be asked: then nothing was audited.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rematch_devstack.supply.audit import NOT_AUDITED, NotAudited, Verdict, ask, judge
from rematch_devstack.supply.locks import pins
from rematch_devstack.workspace import root as workspace_root

SHOWN = 5


def main(arguments: Sequence[str]) -> int:
    """Print the verdict; its code."""
    options, rest = _parser().parse_known_args(arguments)
    pinned = pins(options.locks.glob("*.lock"))
    try:
        report = ask([str(options.program), *rest], pinned, options.service)
    except NotAudited as error:
        sys.stdout.write(f"NOT audited: {options.service}'s advisories can't be had ({error})\n")
        return NOT_AUDITED
    verdict = judge(report, pinned)
    sys.stdout.writelines(f"{line}\n" for line in _lines(verdict, len(pinned), options.service))
    return verdict.code


def _lines(verdict: Verdict, asked: int, service: str) -> list[str]:
    lines = list(verdict.against)
    if unknown := verdict.unknown:
        names = ", ".join(pin.name for pin in unknown[:SHOWN]) + (", …" if len(unknown) > SHOWN else "")
        lines.append(
            f"NOT audited: of {len(unknown)} of {asked} versions {service} told nothing ({names}); "
            "a registry's mirror often has no advisories: ARGS='--service osv' asks another"
        )
    audited = asked - len(verdict.unknown)
    if audited:
        lines.append(f"{audited} versions audited, {len(verdict.against)} known vulnerabilities")
    return lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__, epilog="The rest goes to pip-audit.")
    parser.add_argument("--program", type=Path, default=Path(".supply/bin/pip-audit"))
    parser.add_argument("--locks", type=Path, default=workspace_root(), help="the folder that holds the lock files")
    parser.add_argument("--service", default="pypi", help="who is asked: pypi or osv")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
