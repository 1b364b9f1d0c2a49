"""What apprise serves: services with one address in the world, and no others."""

from dataclasses import dataclass, field

import pytest

from rematch_notify.adapters.channels.apprise import SCHEMAS, AppriseChannel
from rematch_notify.ports.channel import Later, Refused, Target
from tests.fakes.messages import message
from tests.unit.notify.aiming import TEXTS


@dataclass
class Notifier:
    """In the place of one of apprise's."""

    takes: bool = True
    told: list[tuple[str, str, str]] = field(default_factory=list)

    async def async_notify(self, *, title: str, body: str, body_format: str) -> bool:
        self.told.append((title, body, body_format))
        return self.takes


async def test_it_is_told_as_plain_text() -> None:
    notifier = Notifier()
    assert await AppriseChannel(TEXTS, lambda _: notifier).send(message(), Target("pover://user@token")) == 1
    [(title, body, kind)] = notifier.told
    assert (title, kind) == ("Baker at Oven & Sons: 91 of 100", "text")
    assert "Unsubscribe: https://jobs.example.org/u/token" in body


async def test_what_it_does_not_take_is_tried_again() -> None:
    with pytest.raises(Later):
        await AppriseChannel(TEXTS, lambda _: Notifier(takes=False)).send(message(), Target("pbul://token"))


@pytest.mark.parametrize(
    "address",
    [
        "json://127.0.0.1", "ntfy://inside.example/topic", "mailto://a:b@c.d", "file:///etc/passwd", "pover://a@b?verify=no",
        "pover://a@b#x", "pover://a@b,json://127.0.0.1", "pover://a@b json://127.0.0.1", "POVER://a@b", "pover://", "",
    ],
)  # fmt: skip
async def test_nothing_else_is_handed_to_it(address: str) -> None:
    def made(_: str) -> Notifier:
        raise AssertionError("it was asked")

    with pytest.raises(Refused):
        await AppriseChannel(TEXTS, made).send(message(), Target(address))


async def test_an_address_that_it_can_not_read_is_refused() -> None:
    with pytest.raises(Refused):
        await AppriseChannel(TEXTS, lambda _: None).send(message(), Target("pover://x"))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_no_schema_goes_where_an_address_says(schema: str) -> None:
    plugins = pytest.importorskip("apprise.manager_plugins", reason="make apprise").NotificationManager()
    plugins.load_modules()
    plugin = plugins[schema]
    assert not {"host", "hostname", "port"} & set(plugin.template_tokens)
