"""Who trains: this machine or another."""

from collections.abc import Callable
from typing import Protocol

from rematch_encoder.tuning.plan import Plan

Tell = Callable[[str], None]
"""Told now and then how far it is, in a few words."""


class TrainingFailed(Exception):
    """There is no adapter, and why, in one sentence."""


class Trainer(Protocol):
    """Does what a plan says."""

    def train(self, plan: Plan, tell: Tell) -> bytes:
        """The adapter, as safetensors, whatever it is worth: who asked looks into it. Raises TrainingFailed."""
