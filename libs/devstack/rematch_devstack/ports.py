"""Loopback ports: free ones that stay ours until a server takes them, and a clear word when a wished one is taken."""

import errno
import socket
import sys
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import psutil

from rematch_devstack.errors import StackError

LOOPBACK = "127.0.0.1"


class Ports:
    """Ports kept for this run. On Linux a bound socket that never listens keeps a port from being handed to
    others, yet lets a server that sets SO_REUSEADDR (Java, uvicorn, aiohttp, PostgreSQL do) bind and listen on it,
    so a restarted service finds its port free. Elsewhere that is refused, and the port is only free when picked.
    """

    def __init__(self) -> None:
        self._held = ExitStack()

    def free(self) -> int:
        """A port that nobody listens on, not handed out again while this object is open."""
        kept = _bind(0)
        port: int = kept.getsockname()[1]
        self._keep(kept)
        return port

    def wished(self, port: int, what: str) -> int:
        """The port that a person asked for (0: any free one); StackError says who has it when it is taken."""
        if port == 0:
            return self.free()
        try:
            self._keep(_bind(port))
        except OSError as error:
            raise StackError(_refusal(port, what, error)) from error
        return port

    def preferred(self, port: int) -> int:
        """The usual port when nobody has it, else a free one."""
        try:
            self._keep(_bind(port))
        except OSError:
            return self.free()
        return port

    def close(self) -> None:
        """Give the ports back."""
        self._held.close()

    def _keep(self, bound: socket.socket) -> None:
        if sys.platform == "linux":
            self._held.enter_context(bound)
        else:
            bound.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def answers(port: int, timeout: float = 0.5) -> bool:
    """Whether something listens on the loopback port."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout):
            return True
    except OSError:
        return False


def _bind(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((LOOPBACK, port))
    except BaseException:
        bound.close()
        raise
    return bound


def _refusal(port: int, what: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        owner = listener(port)
        return f"port {port} for {what} is taken{f' (by {owner})' if owner else ''}: stop that, or choose another port"
    if error.errno == errno.EACCES:
        return f"port {port} for {what} may not be used by this user: choose one above 1023"
    return f"port {port} for {what} cannot be used: {error.strerror}"


def listener(port: int) -> str | None:
    """`name, pid` of who listens on the port, as far as this user may see it."""
    try:
        for each in psutil.net_connections("tcp"):
            if each.status == psutil.CONN_LISTEN and each.pid and each.laddr and each.laddr.port == port:
                return f"{psutil.Process(each.pid).name()}, pid {each.pid}"
    except psutil.Error:
        return None
    return None
