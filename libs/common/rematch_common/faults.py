"""Fault points: named places where a test makes the process die, between two instructions.

Off unless REMATCH_FAULT_POINT names one; then a call is one comparison of strings.
"""

import os

EXIT_CODE = 86
_armed = os.environ.get("REMATCH_FAULT_POINT", "")


def fault_point(name: str) -> None:
    if _armed and _armed == name:
        os._exit(EXIT_CODE)
