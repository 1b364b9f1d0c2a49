"""What the embedded stack says to a person when it cannot go on."""


class StackError(Exception):
    """One clear sentence for the person at the keyboard: the `rematch` command prints it and exits with 1."""
