"""Whose CPU time is whose."""

import subprocess
import sys

from bench import processes

BURN = "import time\nwhile time.process_time() < 0.3: pass"


def test_what_a_child_that_has_ended_used_is_not_put_down_to_others() -> None:
    before = processes._own()
    subprocess.run((sys.executable, "-c", BURN), check=True)
    assert processes._own() - before >= 0.25
