"""No address that a stranger gives leads into the deployment's own network, and none is asked for twice."""

from collections.abc import Sequence

import httpx
import pytest

from rematch_devstack.standin.endpoints import Endpoints
from rematch_notify.adapters.guarded import Guarded, Rules, guarded_client, is_public, resolver
from rematch_notify.adapters.posting import post
from rematch_notify.ports.channel import Later, Refused

INSIDE = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "168.63.129.16", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
    "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::1", "fec0::1", "not an address", "",
)  # fmt: skip


class Names:
    """What names lead to: each time the next answer, the last for good."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_the_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_what_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", [one for one in INSIDE if one])
async def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(address: str) -> None:
    for found in ([address], ["93.184.216.34", address]):
        async with guarded_client(Rules(), Names(found)) as client:
            with pytest.raises(Refused, match="not the internet"):
                await post(client, "https://hooks.example.org/x", b"", {})


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://[::1]/", "https://0/", "https://2130706433/", "https://0x7f000001/",
        "https://127.1/", "https://localhost/", "https://[::ffff:7f00:1]/", "https://169.254.169.254/latest",
        "https://a@127.0.0.1:9092/",
    ],
)  # fmt: skip
async def test_however_this_machine_is_written_nothing_is_sent(url: str) -> None:
    async with guarded_client(Rules(), resolver()) as client:
        with pytest.raises((Refused, Later)):  # some are no names for this system's resolver
            await post(client, url, b"", {})


@pytest.mark.parametrize(
    "url", ["http://example.org/", "ftp://example.org/", "file:///etc/passwd", "example.org", "", "https://"]
)
async def test_only_https_is_sent_to(url: str) -> None:
    names = Names(["93.184.216.34"])
    async with guarded_client(Rules(), names) as client:
        with pytest.raises(Refused):
            await post(client, url, b"", {})
    assert names.asked == []


async def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    """A name that says something else the second time is not asked a second time; the endpoint sees the name."""
    async with Endpoints() as endpoints:
        names = Names(["127.0.0.1"], ["203.0.113.1"])
        async with guarded_client(Rules(insecure=True, private=True), names) as client:
            answer = await post(client, f"http://rebind.example:{endpoints.port}/x", b"", {})
        assert answer.status == 200
        assert names.asked == [("rebind.example", endpoints.port)]
        assert endpoints.arrived[0].headers["host"] == f"rebind.example:{endpoints.port}"


async def test_tls_is_about_the_name_not_the_address() -> None:
    seen: list[object] = []

    class Inner(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            seen.extend([request.url.host, request.extensions["sni_hostname"], request.headers["host"]])
            return httpx.Response(200)

    transport = Guarded(Rules(), Inner(), Names(["93.184.216.34"]))
    async with httpx.AsyncClient(transport=transport) as client:
        await client.post("https://hooks.example.org/x")
    assert seen == ["93.184.216.34", "hooks.example.org", "hooks.example.org"]


async def test_a_name_that_leads_nowhere_may_lead_somewhere_later() -> None:
    async with guarded_client(Rules(), Names([])) as client:
        with pytest.raises(Later):
            await post(client, "https://nowhere.example/", b"", {})
    with pytest.raises(httpx.ConnectError):
        await resolver()("nowhere.invalid", 443)
