"""Channels, one a file."""
