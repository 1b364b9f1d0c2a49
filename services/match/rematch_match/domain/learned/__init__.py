"""Learning to rank: a bounded correction of what a profile says, learned from one tenant's own people."""
