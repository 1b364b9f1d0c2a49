"""HTTP to addresses that strangers give: none leads into the deployment's own network.

A name is resolved once, all that it resolves to is checked, and the address that was checked is the one connected to:
a name that answers differently the second time gains nothing. TLS is still about the name. Connections are not kept,
so that none that was opened for one name serves another one at the same address.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

TIMEOUT = 10.0
_THREADS = 160
_NAT64 = 0x0064FF9B << 96
# What not every Python knows to be special; and where Azure's machines ask for their secrets, which is an address like
# any other.
_INSIDE = tuple(
    map(
        ip_network,
        ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "64:ff9b:1::/48", "3fff::/20", "5f00::/16", "fec0::/10"),
    )
)
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class Forbidden(Exception):
    """The address is one that nothing is sent to."""


@dataclass(frozen=True, slots=True)
class Rules:
    """`insecure`: http, too. `private`: also into the deployment's own network, for a stack on one machine."""

    insecure: bool = False
    private: bool = False


def is_public(address: str) -> bool:
    """Whether it is somebody else's on the internet, whatever it is wrapped in."""
    try:
        bare = _unwrapped(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    special = bare.is_multicast or bare.is_reserved or any(bare in network for network in _INSIDE)
    return bare.is_global and not special


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, IPv4Address):
        return address
    if int(address) >> 32 == _NAT64 >> 32:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def check_url(url: httpx.URL, rules: Rules) -> None:
    """Raises Forbidden, without quoting the address."""
    if url.scheme not in (("https", "http") if rules.insecure else ("https",)):
        raise Forbidden("the address must begin with https://")
    if not url.host:
        raise Forbidden("the address names no host")


class Guarded(httpx.AsyncBaseTransport):
    """See the module."""

    def __init__(self, rules: Rules, inner: httpx.AsyncBaseTransport, resolve: Resolve) -> None:
        self._rules = rules
        self._inner = inner
        self._resolve = resolve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        check_url(request.url, self._rules)
        url = request.url
        found = await self._resolve(url.host, url.port or (443 if url.scheme == "https" else 80))
        if not found:
            raise httpx.ConnectError("the name leads nowhere")
        if not self._rules.private and not all(map(is_public, found)):
            raise Forbidden("the address leads into a network that is not the internet")
        there = httpx.Request(
            request.method,
            url.copy_with(host=found[0]),
            headers=request.headers,  # with the name as Host
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": url.host},
        )
        return await self._inner.handle_async_request(there)

    async def aclose(self) -> None:
        await self._inner.aclose()


def resolver() -> Resolve:
    """The system's. In threads of its own: names that nobody answers for must not hold up what else runs in threads."""
    threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="resolve")

    async def resolve(host: str, port: int) -> list[str]:
        if _is_address(host):
            return [host]
        look = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        try:
            found = await asyncio.get_running_loop().run_in_executor(threads, look)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"the name can't be resolved: {type(error).__name__}") from error
        return list(dict.fromkeys(str(place[0]) for *_, place in found))

    return resolve


def guarded_client(rules: Rules, resolve: Resolve | None = None) -> httpx.AsyncClient:
    """No redirects, no proxy, no cookies: one endpoint's answer changes nothing of what another one is sent."""
    inner = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=None, max_keepalive_connections=0))
    return httpx.AsyncClient(
        transport=Guarded(rules, inner, resolve or resolver()),
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )
