"""Our own, and what a tenant's people have taught about their order. Without a model it is our own and nothing else."""

from dataclasses import replace

from rematch_match.domain.profiles.rematch import REMATCH

LEARNED = replace(REMATCH, name="learned")
