"""notify's HTTP side. Every route asks for a key, and shows and changes what is the key's tenant's alone."""

from rematch_notify.api.stream import add_routes

__all__ = ["add_routes"]
