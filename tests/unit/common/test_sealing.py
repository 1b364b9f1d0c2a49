"""What the deployment's key seals opens for its owner and part, by this key or a former one, and for nobody else."""

from base64 import b64encode

import pytest

from rematch_common.errors import DependencyAway, Unreadable
from rematch_common.sealing import DeploymentKeys, Sealer

OLD, NEW = b64encode(b"o" * 32).decode(), b64encode(b"n" * 32).decode()
TEXT = "ada@example.org"


async def sealer(present: str, former: str = "") -> Sealer:
    made = Sealer(DeploymentKeys(present, former, None))
    await made.start()
    return made


async def test_what_is_sealed_opens_again_and_shows_nothing() -> None:
    sealing = await sealer(NEW)
    sealed = sealing.seal("demo/1", "target", TEXT)
    assert sealing.open("demo/1", "target", sealed) == TEXT
    assert b"example" not in sealed
    assert sealing.seal("demo/1", "target", TEXT) != sealed


@pytest.mark.parametrize(("owner", "part"), [("demo/2", "target"), ("demo/1", "secret")])
async def test_it_opens_for_nobody_else(owner: str, part: str) -> None:
    sealing = await sealer(NEW)
    with pytest.raises(Unreadable, match="somebody else"):
        sealing.open(owner, part, sealing.seal("demo/1", "target", TEXT))


async def test_a_former_key_opens_and_does_not_seal() -> None:
    sealed = (await sealer(OLD)).seal("demo/1", "target", TEXT)
    both = await sealer(NEW, OLD)
    assert both.open("demo/1", "target", sealed) == TEXT
    anew = both.seal("demo/1", "target", TEXT)
    assert (await sealer(NEW)).open("demo/1", "target", anew) == TEXT
    with pytest.raises(Unreadable, match="REMATCH_SEALING_KEY"):
        (await sealer(NEW)).open("demo/1", "target", sealed)


@pytest.mark.parametrize("broken", [b"", b"x" * 5])
async def test_what_was_never_sealed_is_unreadable(broken: bytes) -> None:
    sealing = await sealer(NEW)
    with pytest.raises(Unreadable):
        sealing.open("demo/1", "target", broken)
    with pytest.raises(Unreadable):
        sealing.open("demo/1", "target", sealing.seal("demo/1", "target", TEXT)[:12] + broken)


def test_before_the_start_there_is_no_key() -> None:
    sealing = Sealer(DeploymentKeys(NEW, "", None))
    with pytest.raises(DependencyAway):
        sealing.seal("demo/1", "target", TEXT)
    with pytest.raises(DependencyAway):
        sealing.open("demo/1", "target", b"")
