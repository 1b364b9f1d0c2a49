"""Channels, one a file, and the ledger behind notify's ports."""
