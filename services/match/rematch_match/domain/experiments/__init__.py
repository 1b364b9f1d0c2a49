"""Experiments: which arm a person is in, and what came of each."""
