"""What is sealed opens for its owner, its part and a deployment that has the key, and for nobody else."""

import base64
from pathlib import Path

import pytest

from rematch_common.errors import DependencyAway, Unusable
from rematch_common.sealing import FILE, DeploymentKeys, deployment_key, kept_key
from rematch_ingest.adapters.sealed import Sealed
from rematch_ingest.adapters.sealing_key import SealingKeys
from rematch_ingest.ports.sealing import PersonKey, Unreadable

OLD, NEW = b"o" * 32, b"n" * 32
TEXT = b"Ada Example, 12 Harbour Lane"


def test_what_is_sealed_opens_again_and_shows_nothing() -> None:
    sealing = Sealed([NEW])
    key = sealing.new_key("demo/c-1")
    sealed = sealing.seal(key, "demo/c-1", "record", TEXT)
    assert sealing.open(key, "demo/c-1", "record", sealed) == TEXT
    assert TEXT[:8] not in sealed
    assert sealing.seal(key, "demo/c-1", "record", TEXT) != sealed, "a nonce is used once"


@pytest.mark.parametrize(("owner", "part"), [("demo/c-2", "record"), ("demo/c-1", "cv")])
def test_it_opens_for_its_owner_and_part_alone(owner: str, part: str) -> None:
    sealing = Sealed([NEW])
    key = sealing.new_key("demo/c-1")
    sealed = sealing.seal(key, "demo/c-1", "record", TEXT)
    with pytest.raises(Unreadable):
        sealing.open(key, owner, part, sealed)


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-1], lambda b: b[:-1] + bytes([b[-1] ^ 1]), lambda b: b"", lambda b: b[:5]]
)
def test_what_was_changed_does_not_open(spoil: object) -> None:
    sealing = Sealed([NEW])
    key = sealing.new_key("demo/c-1")
    sealed = sealing.seal(key, "demo/c-1", "record", TEXT)
    with pytest.raises(Unreadable):
        sealing.open(key, "demo/c-1", "record", spoil(sealed))  # type: ignore[operator]
    with pytest.raises(Unreadable):
        sealing.open(PersonKey(key.key_id, spoil(key.wrapped)), "demo/c-1", "record", sealed)  # type: ignore[operator]


def test_a_deployment_may_change_its_key() -> None:
    before = Sealed([OLD])
    key = before.new_key("demo/c-1")
    sealed = before.seal(key, "demo/c-1", "record", TEXT)
    both = Sealed([NEW, OLD])
    assert both.open(key, "demo/c-1", "record", sealed) == TEXT
    renewed = both.renewed(key, "demo/c-1")
    assert renewed.key_id != key.key_id
    after = Sealed([NEW])
    assert after.open(renewed, "demo/c-1", "record", sealed) == TEXT
    assert after.renewed(renewed, "demo/c-1") == renewed
    with pytest.raises(Unreadable, match=key.key_id):
        after.open(key, "demo/c-1", "record", sealed)


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"x" * 31).decode(), "%%%"])
def test_what_is_no_key_is_said_without_quoting_it(text: str) -> None:
    with pytest.raises(Unusable) as told:
        deployment_key(text)
    assert text == "" or text not in str(told.value)


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_a_run_on_one_machine_makes_its_own_key_and_keeps_it(tmp_path: Path) -> None:
    keys = SealingKeys(DeploymentKeys("", "", tmp_path))
    with pytest.raises(DependencyAway):
        keys.new_key("demo/c-1")
    await keys.start()
    key = keys.new_key("demo/c-1")
    sealed = keys.seal(key, "demo/c-1", "record", TEXT)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    again = SealingKeys(DeploymentKeys("", "", tmp_path))
    await again.start()
    assert again.open(key, "demo/c-1", "record", sealed) == TEXT
    assert names_in(tmp_path) == [FILE]
    present, former = (base64.b64encode(one).decode() for one in (NEW, kept_key(tmp_path)))
    moved = SealingKeys(DeploymentKeys(present, former, None))
    await moved.start()
    assert moved.open(key, "demo/c-1", "record", sealed) == TEXT


async def test_without_a_key_it_says_what_to_do() -> None:
    with pytest.raises(Unusable, match="REMATCH_SEALING_KEY"):
        await SealingKeys(DeploymentKeys("", "", None)).start()
