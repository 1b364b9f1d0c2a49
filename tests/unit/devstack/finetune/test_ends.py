"""`rematch finetune`, ended in the middle: people's profiles must not stay behind, and nobody goes on alone."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from rematch_devstack.commands import finetuning
from tests.unit.devstack.finetune.cases import RIGHT, command, environ
from tests.unit.encoder.tuning.trainer_server import TrainerServer, training


def test_ctrl_c_leaves_nothing_behind(labelled: Path, out: Path) -> None:
    with training(lambda _: RIGHT, steps=10**9) as server, running(labelled, out, server) as begun:
        os.killpg(begun.pid, signal.SIGINT)
        assert begun.stderr
        told = begun.stderr.read()
        assert begun.wait(60) == 130
    assert "Traceback" not in told
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_nor_does_whoever_ends_it_alone(labelled: Path, out: Path, number: signal.Signals) -> None:
    """As `kill`, systemd or a lost connection do: its own process hears of it, and not the one that trains."""
    with training(lambda _: RIGHT, steps=10**9) as server, running(labelled, out, server) as begun:
        (child,) = psutil.Process(begun.pid).children()
        begun.send_signal(number)
        begun.send_signal(number)
        ended = begun.wait(60)
        _, alive = psutil.wait_procs([child], timeout=30)
        for each in alive:
            each.kill()
        assert (ended, alive) == (130, []), "it asks on and on"
        assert begun.stderr
        told = begun.stderr.read()
    assert "Traceback" not in told
    assert list(out.parent.iterdir()) == []


def test_who_was_told_to_hear_no_hangup_hears_none() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with finetuning.ending_as_by_ctrl_c():
            os.kill(os.getpid(), signal.SIGHUP)
            with pytest.raises(KeyboardInterrupt):
                os.kill(os.getpid(), signal.SIGTERM)
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@contextmanager
def running(labelled: Path, out: Path, server: TrainerServer) -> Iterator["subprocess.Popen[str]"]:
    """The command, from when its trainer has been asked how far it is."""
    line, env = command(labelled, out, "--trainer", server.url), environ(out.parent.parent / "cache")
    pipe = subprocess.PIPE
    with subprocess.Popen(line, env=env, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as begun:
        try:
            assert begun.stderr
            assert any("queued" in told for told in begun.stderr), "it ended"
            yield begun
        finally:
            if begun.poll() is None:
                os.killpg(begun.pid, signal.SIGKILL)
